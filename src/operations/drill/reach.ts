import type { ReleaseVariant } from '../../drills/fault.ts';
import { killMachine, labState, startMachine } from '../../lab/lab.ts';
import type { App, Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { lastLines } from '../../process/last-lines.ts';
import { type RunResult, run } from '../../process/run.ts';
import type { RunResult as HostResult, Transport } from '../../transport/transport.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import { deployDeclared, deployVariant } from './deploy-variant.ts';
import { type DrillBackups, reachBackups } from './reach-backups.ts';

/** Everything through which a drill breaks, heals and looks; a test puts something else in its place. */
export interface DrillReach {
  readonly platform: Platform;
  readonly transport: Transport;
  readonly machines: {
    /** Pulls the plug. */
    readonly kill: (host: string) => Promise<void>;
    /** Boots it again from its own disk and waits until it answers; one that runs is left alone. */
    readonly start: (host: string) => Promise<void>;
    /** Names of those that run. */
    readonly running: () => Promise<ReadonlySet<string>>;
  };
  /** Deploys a variant of an application, or what was there before. @throws Failure */
  readonly deploy: (app: App, what: ReleaseVariant | 'declared') => Promise<void>;
  readonly backups: DrillBackups;
  /** Runs a command on this machine. */
  readonly local: (argv: readonly string[]) => Promise<Pick<RunResult, 'exitCode' | 'stdout' | 'stderr'>>;
}

const LOCAL_TIMEOUT_MS = 10_000;
const HOST_TIMEOUT_MS = 30_000;

/**
 * The reach into a lab on this machine.
 * @param owner folder of the declaration
 */
export function reachLab(platform: Platform, transport: Transport, owner: string): DrillReach {
  const { environment } = platform;
  return {
    platform,
    transport,
    machines: {
      kill: (host) => killMachine(environment, host),
      start: (host) => startMachine(environment, host),
      running: async () => {
        const { machines } = await labState(environment);
        return new Set(machines.filter(({ state }) => state === 'running').map(({ host }) => host));
      },
    },
    deploy: (app, what) => {
      const variant = { platform, owner, app };
      return what === 'declared' ? deployDeclared(variant) : deployVariant(variant, what);
    },
    backups: reachBackups(platform, transport),
    // A group of its own: ctrl-C in the terminal must not cut off what breaks or heals.
    local: (argv) => run(argv, { timeoutMs: LOCAL_TIMEOUT_MS, detached: true }),
  };
}

/**
 * Runs a script of sh(1) on a host and returns what it printed.
 * @throws Failure
 */
export async function runScript(
  { transport }: Pick<DrillReach, 'transport'>,
  { host, step, script, args = [] }: { host: string; step: string; script: string; args?: readonly string[] },
): Promise<string> {
  const argv = ['sh', '-s', '--', ...args];
  const answer = await transport
    .run(host, { argv, input: script, timeoutMs: HOST_TIMEOUT_MS })
    .catch((error: unknown): HostResult => {
      if (!(error instanceof TransportFailure)) throw error;
      return { exitCode: -1, stdout: '', stderr: error.message };
    });
  if (answer.exitCode === 0) return answer.stdout;
  throw refused({ host, step, reason: lastLines(answer.stderr.trim()) || `exit code ${answer.exitCode}` });
}

/**
 * Runs a command on this machine and returns what it printed.
 * @throws Failure
 */
export async function runLocally(
  { local }: Pick<DrillReach, 'local'>,
  { host, step, argv }: { host: string; step: string; argv: readonly string[] },
): Promise<string> {
  const { exitCode, stdout, stderr } = await local(argv);
  if (exitCode === 0) return stdout;
  throw refused({ host, step, reason: lastLines(stderr.trim()) || `${argv[0]} ended with ${exitCode}` });
}

function refused({ host, step, reason }: { host: string; step: string; reason: string }): Failure {
  return new Failure({
    step,
    host,
    reason,
    changed: 'What a drill breaks is written down before, and is put right with `smartx drill --heal`.',
    next: 'smartx drill --heal, then `smartx status` to see that all is well.',
  });
}
