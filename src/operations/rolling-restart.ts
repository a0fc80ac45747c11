import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostPlan, Step } from '../plan/plan.ts';
import { hostsWithRole } from '../platform/per-platform.ts';
import type { App, Platform } from '../platform/platform.ts';
import { appUnitsOf } from '../services/app/paths.ts';
import { setStateScript } from '../services/haproxy/server-states.ts';
import { backendSets } from '../services/web-backends.ts';
import type { Transport } from '../transport/transport.ts';
import { askHost } from './ask-host.ts';
import { drainServers } from './drain-servers.ts';
import { poll } from './poll.ts';
import { readIfThere } from './read-if-there.ts';
import { readServersDown } from './wait-for-servers.ts';
import { writeWhole } from './write-whole.ts';

export interface RollingRestart {
  readonly platform: Platform;
  readonly transport: Transport;
  /** Where it is written down which servers are set aside. */
  readonly stateDirectory: string;
  readonly signal?: AbortSignal | undefined;
}

/** A server that was given back a moment ago is up after `rise` good checks, a second apart. */
const SPARE_LIMIT_MS = 10_000;
const SPARE_INTERVAL_MS = 300;

/**
 * Carries out what restarts something on a web host while no request is on its way to it: every load balancer sends them
 * elsewhere before, and gets the server back afterwards, whatever the outcome. Where no other server is up, users are
 * better off with the short gap of a restart.
 */
export function rollingRestart(request: RollingRestart): (plan: HostPlan, work: () => Promise<void>) => Promise<void> {
  return async (plan, work) => {
    const apps = disturbedApps(request.platform, plan);
    if (!(await canBeSpared(request, apps, plan))) return work();
    await setAside(request, apps, plan.host, work);
  };
}

/** Undefined: everything that the host serves. */
type Disturbed = readonly App[] | undefined;

/** Where nothing but units of applications is disturbed, requests to the others on that host go on. */
function disturbedApps({ apps }: Platform, { steps }: HostPlan): Disturbed {
  const disturbed = steps.flatMap((step) => (isDisturbing(step) ? [step.kind === 'unit' ? step.unit : ''] : []));
  const owners = disturbed.map((unit) => apps.find((app) => appUnitsOf(app).service === unit));
  return owners.includes(undefined) ? undefined : apps.filter((app) => owners.includes(app));
}

function isDisturbing({ disruption }: Step): boolean {
  return disruption === 'restart' || disruption === 'failover';
}

/** Gives back the servers that a run set aside and was killed over. */
export async function giveBackServers(request: RollingRestart): Promise<void> {
  const left = await readAside(request.stateDirectory);
  for (const server of left) await giveBack(request, undefined, server);
  await writeAside(request.stateDirectory, []);
}

async function setAside(
  request: RollingRestart,
  apps: Disturbed,
  server: string,
  work: () => Promise<void>,
): Promise<void> {
  const { stateDirectory } = request;
  // Before it is done, so that whoever comes after a killed run knows what to give back.
  await writeAside(stateDirectory, [...(await readAside(stateDirectory)), server]);
  try {
    await drainServers({ ...request, apps, servers: [server] });
    await work();
  } finally {
    await giveBack(request, apps, server);
    const others = (await readAside(stateDirectory)).filter((one) => one !== server);
    await writeAside(stateDirectory, others);
  }
}

async function canBeSpared(request: RollingRestart, apps: Disturbed, plan: HostPlan): Promise<boolean> {
  const web = hostsWithRole(request.platform, 'web').map(({ name }) => name);
  if (plan.basedOn === '' || !web.includes(plan.host)) return false;
  if (!plan.steps.some(isDisturbing)) return false;
  const others = web.filter((name) => name !== plan.host);
  if (others.length === 0) return false;
  let isSpared = false;
  await poll({
    look: async () => {
      isSpared = await isOneUp(request, apps, others);
      return isSpared ? undefined : 'no other server is up';
    },
    intervalMs: SPARE_INTERVAL_MS,
    limitMs: SPARE_LIMIT_MS,
    signal: request.signal,
  });
  return isSpared;
}

/** Whether all load balancers take the same one of these servers for up, for each application and for files of nobody. */
async function isOneUp(
  { platform, transport, signal }: RollingRestart,
  apps: Disturbed,
  servers: readonly string[],
): Promise<boolean> {
  const down = await Promise.all(
    hostsWithRole(platform, 'loadBalancer').map((host) => readServersDown(transport, host, signal)),
  );
  return backendSets(platform, apps).every(([backend]) =>
    servers.some((name) => down.every((names) => names !== undefined && !names.includes(`${backend}/${name}`))),
  );
}

async function giveBack({ platform, transport }: RollingRestart, apps: Disturbed, server: string): Promise<void> {
  // Not ended by ctrl-C: a server that is set aside and forgotten is missing until somebody notices.
  await Promise.all(
    hostsWithRole(platform, 'loadBalancer').flatMap(({ name }) =>
      backendSets(platform, apps).map((set) =>
        askHost(transport, name, ['sh', '-c', setStateScript(server, 'ready', set)], undefined),
      ),
    ),
  );
}

function fileOf(stateDirectory: string): string {
  return join(stateDirectory, 'servers-aside.json');
}

async function readAside(stateDirectory: string): Promise<readonly string[]> {
  const text = await readIfThere(fileOf(stateDirectory));
  return text === undefined ? [] : (JSON.parse(text) as string[]);
}

async function writeAside(stateDirectory: string, servers: readonly string[]): Promise<void> {
  const file = fileOf(stateDirectory);
  if (servers.length === 0) return rm(file, { force: true });
  await writeWhole(file, JSON.stringify([...new Set(servers)]));
}
