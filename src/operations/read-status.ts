import { compile } from '../compile.ts';
import { labState, type MachineState } from '../lab/lab.ts';
import { hostLayout } from '../plan/host-layout.ts';
import { perPlatform } from '../platform/per-platform.ts';
import type { Host, Platform, Role } from '../platform/platform.ts';
import { siteNameOf } from '../platform/site-name.ts';
import type { HostManifest } from '../services/manifest.ts';
import type { Transport } from '../transport/transport.ts';
import { type CertificateStatus, readCertificateStatus } from './certificate-status.ts';
import { pathsOf } from './environment-paths.ts';
import { placeholderMaterials } from './placeholder-materials.ts';
import { type Credentials, transportOf } from './transport-of.ts';

/** What `smartx status --json` prints: a stable document, to which fields may be added but not taken away. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly url: string;
  readonly caFile: string;
  readonly virtualAddress: string;
  readonly hosts: readonly HostStatus[];
  /** What users are shown first; null where there are none yet. */
  readonly certificates: readonly CertificateStatus[] | null;
}

export interface HostStatus {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly publicAddress: string | null;
  readonly privateAddress: string;
  /** `unreachable`: the machine runs and does not answer. */
  readonly state: MachineState | 'unreachable';
  /** In the order in which they start, then what a timer started and failed; empty when the host does not answer. */
  readonly services: readonly ServiceStatus[];
}

export interface ServiceStatus {
  /** Unit, with suffix. */
  readonly name: string;
  /** systemd's ActiveState, and `finished` for a oneshot that ran and succeeded. */
  readonly state: string;
}

const statusTimeoutMs = 10_000;

/** Looks at the machines of an environment and asks each running one for its units, all at the same time. */
export async function readStatus(platform: Platform, now: Date, credentials?: Credentials): Promise<EnvironmentStatus> {
  const { environment } = platform;
  const { caFile } = pathsOf(platform);
  const states = await readMachineStates(platform);
  const transport = await transportOf(platform, credentials);
  return {
    environment,
    url: `https://${siteNameOf(platform)}/`,
    caFile,
    virtualAddress: platform.virtualAddress,
    hosts: await Promise.all(
      platform.hosts.map((host) => readHost(transport, host, declaredUnits(platform, host), states(host.name))),
    ),
    certificates: (await readCertificateStatus(platform, now)) ?? null,
  };
}

/** Whether a server runs is known only by asking it. */
async function readMachineStates({ environment, provider }: Platform): Promise<(host: string) => MachineState> {
  if (provider === 'servers') return () => 'running';
  const { machines } = await labState(environment);
  const states = new Map(machines.map(({ host, state }) => [host, state]));
  return (host) => states.get(host) ?? 'absent';
}

async function readHost(
  transport: Transport,
  host: Host,
  units: HostManifest['units'],
  machine: MachineState,
): Promise<HostStatus> {
  const { name, roles, privateAddress } = host;
  const known = { name, roles, publicAddress: host.publicAddress ?? null, privateAddress };
  if (machine !== 'running') return { ...known, state: machine, services: [] };
  const asked = [...units, ...startedByTimers(units)];
  const argv = unitStatesCommand(asked.map((unit) => unit.name));
  const answer = await transport.run(name, { argv, timeoutMs: statusTimeoutMs }).catch(() => undefined);
  if (answer === undefined || answer.exitCode !== 0) return { ...known, state: 'unreachable', services: [] };
  return { ...known, state: 'running', services: judgeServices(parseUnitStates(answer.stdout, asked), units) };
}

/** What runs by timer is no service that must be active; it counts only where its last run failed. */
export function judgeServices(states: readonly ServiceStatus[], units: HostManifest['units']): ServiceStatus[] {
  return states.filter(({ state }, index) => index < units.length || state === 'failed');
}

export function startedByTimers(units: HostManifest['units']): HostManifest['units'] {
  const timers = units.filter(({ name }) => name.endsWith('.timer'));
  return timers.map((timer) => ({ ...timer, name: timer.name.replace(/timer$/, 'service') }));
}

/** The units that a host should have, which no secret and no certificate changes. Compiled once a platform. */
export function declaredUnits(platform: Platform, host: Host): HostManifest['units'] {
  return unitsByHost(platform).get(host.name) ?? [];
}

const unitsByHost = perPlatform(
  (platform) => new Map(compile(platform, placeholderMaterials(platform)).hosts.map((one) => [one.host, one.units])),
);

/** Marks the end of what systemctl says; no unit and no property is named so. */
const divider = '@finished';

/**
 * systemctl(1): properties of several units come as blocks with an empty line between them, in the order asked for.
 * systemd forgets a oneshot that has ended, so whether it has run is asked of the records that the apply keeps.
 */
function unitStatesCommand(units: readonly string[]): string[] {
  return ['sh', '-c', unitStatesScript, 'sh', ...units];
}

/** Its arguments are the units. */
export const unitStatesScript = `systemctl show --property=ActiveState,Result -- "$@" && echo ${divider} && { ls -1 ${hostLayout.loadedOneshots} 2>/dev/null || true; }`;

/** States of the units, in the order of the manifest. */
export function parseUnitStates(text: string, units: HostManifest['units']): ServiceStatus[] {
  const [properties = '', records = ''] = text.split(`${divider}\n`);
  const blocks = properties.trim().split('\n\n').map(parseProperties);
  const finished = new Set(records.trim().split('\n'));
  return units.map(({ name, kind }, index) => {
    const { ActiveState: active = 'unknown', Result: result } = blocks[index] ?? {};
    const rests = kind === 'oneshot' && active === 'inactive' && result === 'success' && finished.has(name);
    return { name, state: rests ? 'finished' : active };
  });
}

function parseProperties(block: string): Record<string, string> {
  const pairs = block.split('\n').map((line): [string, string] => {
    const split = line.indexOf('=');
    return [line.slice(0, split), line.slice(split + 1)];
  });
  return Object.fromEntries(pairs);
}
