/** Where Smartx keeps its own knowledge on a host. /run is gone after a reboot, and so is what it says. */
export const hostLayout = {
  /** One directory for each run that is under way, on memory: what is staged may be secret. */
  stages: '/run/smartx/stages',
  /** One file for each service: `<InvocationID> <restart hash> <reload hash>` of what it loaded. */
  loadedServices: '/run/smartx/loaded',
  /** One file for each oneshot: `- <restart hash> <reload hash>` of its last good run. */
  loadedOneshots: '/var/lib/smartx/loaded',
  /** Lines `file PATH` and `unit NAME`: what the last apply left in place. */
  managed: '/var/lib/smartx/managed',
  /** Lines `SHA256 MODE OWNER GROUP PATH`: each file as the last run left it. What differs now is drift. */
  applied: '/var/lib/smartx/applied',
  /** Id of the last run that changed the host. */
  lastRun: '/var/lib/smartx/last-run',
  /** There while a run switches files; left by one that was cut off. */
  unfinished: '/var/lib/smartx/unfinished',
  /**
   * One symbolic link `invocation:UNIT` for each unit that runs, made at its start and pointing at its InvocationID.
   * systemd keeps these for its journal; asking systemd itself costs it some milliseconds for each unit.
   */
  invocations: '/run/systemd/units',
  /** Copies of files that were there before Smartx took them over, at their paths; they come back with its going. */
  originals: '/var/lib/smartx/originals',
  /** The old firewall and SSH configuration, until a new connection proves that the new ones let the operator in. */
  unconfirmed: '/var/lib/smartx/unconfirmed',
  /** flock(1) on this; it holds the words about its holder. */
  lock: '/run/smartx/lock',
  audit: '/var/log/smartx/audit.log',
} as const;

/** Where the interpreter of a runtime is. */
export function runtimeProgram(runtime: string): string {
  return runtime === 'node-24' ? '/opt/smartx/node-24/bin/node' : `/opt/smartx/${runtime}/bin/${runtime}`;
}
