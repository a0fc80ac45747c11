import { Resolver } from 'node:dns/promises';
import type { ActiveParts } from '../../drills/drill.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import { declaredUnits } from '../read-status.ts';
import { hostHealthScript } from './host-health-script.ts';
import { type HostHealth, judgeHost, unwell } from './judge-host.ts';
import type { DrillReach } from './reach.ts';

/** Whether everything that makes the platform redundant is there. */
export interface PlatformHealth {
  /** Empty when it is: every machine and service, both ways through every tier. */
  readonly complaints: readonly string[];
  /** Undefined while it is not known who does the work. */
  readonly active: ActiveParts | undefined;
  readonly hosts: ReadonlyMap<string, HostHealth>;
}

/** Ten new SSH connections at once take seconds on a busy machine. */
const HOST_TIMEOUT_MS = 20_000;
const DNS_TIMEOUT_MS = 1_000;

/**
 * Asks every host how it is; of those in `known` the answer of before is taken, because each question costs time that
 * the platform may need for itself.
 */
export async function readHealth(
  reach: Pick<DrillReach, 'platform' | 'transport' | 'machines'>,
  known: ReadonlyMap<string, HostHealth> = new Map(),
): Promise<PlatformHealth> {
  const { platform } = reach;
  const running = await reach.machines.running();
  const read = async (host: Host): Promise<[string, HostHealth]> => {
    const before = known.get(host.name);
    if (before !== undefined) return [host.name, before];
    if (!running.has(host.name)) return [host.name, unwell(`the machine ${host.name} does not run`)];
    return [host.name, await readHost(reach, host, declaredUnits(platform, host))];
  };
  const [hosts, names] = await Promise.all([Promise.all(platform.hosts.map(read)), complaintsOfNames(platform)]);
  return judgeTogether(platform, new Map(hosts), names);
}

/** What can only be seen of all hosts together. */
export function judgeTogether(
  platform: Platform,
  hosts: ReadonlyMap<string, HostHealth>,
  others: readonly string[],
): PlatformHealth {
  const chosen = (is: (health: HostHealth) => boolean) => [...hosts].filter(([, health]) => is(health));
  const holders = chosen(({ hasVirtualAddress }) => hasVirtualAddress).map(([name]) => name);
  const primaries = chosen(({ isPrimary }) => isPrimary).map(([name]) => name);
  const [loadBalancer] = holders;
  const [primary] = primaries;
  return {
    complaints: [
      ...[...hosts.values()].flatMap(({ complaints }) => complaints),
      ...others,
      ...exactlyOne(holders, `the virtual address ${platform.virtualAddress} is on`, 'no load balancer'),
      ...exactlyOne(primaries, 'the primary of the database is', 'nobody'),
    ],
    active: loadBalancer === undefined || primary === undefined ? undefined : { loadBalancer, primary },
    hosts,
  };
}

function exactlyOne(names: readonly string[], what: string, none: string): string[] {
  return names.length === 1 ? [] : [`${what} ${names.join(' and ') || none}`];
}

async function readHost(
  { transport, platform }: Pick<DrillReach, 'platform' | 'transport'>,
  host: Host,
  units: Parameters<typeof judgeHost>[2],
): Promise<HostHealth> {
  const argv = ['sh', '-s', '--', ...units.map(({ name }) => name)];
  const input = hostHealthScript(host);
  try {
    const answer = await transport.run(host.name, { argv, input, timeoutMs: HOST_TIMEOUT_MS });
    return judgeHost(answer.stdout, host, units, platform);
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    return unwell(`${host.name} does not answer: ${error.reason}`);
  }
}

async function complaintsOfNames(platform: Platform): Promise<string[]> {
  const asked = hostsWithRole(platform, 'dns').map(async ({ name, publicAddress }) => {
    const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 1 });
    resolver.setServers([publicAddress ?? '']);
    return resolver.resolveSoa(platform.domain).then(
      () => [],
      () => [`the name server ${name} does not answer`],
    );
  });
  return (await Promise.all(asked)).flat();
}
