/**
 * The restrictions of systemd.exec(5) that hold for every daemon which we start or add to. A daemon that needs more
 * names the directive and says why; what is not named stays as strict as here.
 */
const strictest = {
  CapabilityBoundingSet: '',
  LockPersonality: 'yes',
  MemoryDenyWriteExecute: 'yes',
  NoNewPrivileges: 'yes',
  PrivateDevices: 'yes',
  PrivateTmp: 'yes',
  ProcSubset: 'pid',
  ProtectClock: 'yes',
  ProtectControlGroups: 'yes',
  ProtectHome: 'yes',
  ProtectHostname: 'yes',
  ProtectKernelLogs: 'yes',
  ProtectKernelModules: 'yes',
  ProtectKernelTunables: 'yes',
  ProtectProc: 'invisible',
  ProtectSystem: 'strict',
  RestrictAddressFamilies: 'AF_INET AF_INET6 AF_UNIX',
  RestrictNamespaces: 'yes',
  RestrictRealtime: 'yes',
  RestrictSUIDSGID: 'yes',
  SystemCallArchitectures: 'native',
  SystemCallFilter: ['@system-service', '~@privileged @resources'],
  UMask: '0077',
};

type Directive = keyof typeof strictest | 'PrivateNetwork' | 'ReadWritePaths' | 'RemoveIPC' | 'SystemCallErrorNumber';

/** A list becomes a line each. `'not set'` leaves the directive to systemd's default. */
export type Exceptions = Readonly<Partial<Record<Directive, string | readonly string[]>>>;

/** Lines for the section [Service], sorted, each with its line end. */
export function renderHardening(exceptions: Exceptions): string {
  const directives: Exceptions = { ...strictest, ...exceptions };
  return Object.entries(directives)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([name, value]) => (value === 'not set' ? [] : [value].flat().map((one) => `${name}=${one}\n`)))
    .join('');
}
