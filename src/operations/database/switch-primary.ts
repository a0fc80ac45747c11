import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { agentCommand } from '../../services/mysql/commands.ts';
import type { Transport } from '../../transport/transport.ts';
import { leaveMark } from '../dashboard/leave-mark.ts';
import { pathsOf } from '../environment-paths.ts';
import { poll } from '../poll.ts';
import { recordedRun } from '../recorded-run.ts';
import { runOnHost } from '../run-on-host.ts';
import { type DatabaseStatus, readDatabaseStatus } from './read-database-status.ts';

export interface SwitchPrimary {
  readonly platform: Platform;
  readonly transport: Transport;
  /** The member that takes over. */
  readonly target: string;
  readonly run: string;
  readonly who: string;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
  /** About what is no part of the switchover; see leave-mark.ts. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

/** Transactions under way may take 5 s, and the election as long again (agent/switchover.ts). */
const SWITCH_TIMEOUT_MS = 40_000;
const PRIMARY_LIMIT_MS = 60_000;
const INTERVAL_MS = 250;

/**
 * Hands the primary's role to another member, and resolves when that one takes writes. Transactions under way get
 * some seconds to end; those that come meanwhile wait at the database routers.
 * @throws EnvironmentLocked, Failure
 */
export async function switchPrimary(request: SwitchPrimary): Promise<DatabaseStatus> {
  const { platform, transport, target, signal } = request;
  const { environment } = platform;
  const { journalDirectory } = pathsOf(platform);
  const what = `db switchover ${target}`;
  return recordedRun({ ...request, environment, journalDirectory, what }, async () => {
    // The target is asked itself: it is online, which is not known of the others.
    const argv = [...agentCommand('switchover'), target];
    await runOnHost(
      transport,
      target,
      { argv, timeoutMs: SWITCH_TIMEOUT_MS, signal },
      {
        step: 'hand the primary role over',
        reason: 'the group refuses',
        changed: 'The old primary may still have the role: smartx db status tells.',
        next: 'see what is said above; smartx db status tells whether the group is whole.',
      },
    );
    const status = await waitUntilPrimary(request);
    const title = `${target} is the primary now`;
    await leaveMark({ ...request, mark: { at: new Date().toISOString(), kind: 'switchover', title, host: target } });
    return status;
  });
}

async function waitUntilPrimary({ platform, transport, target, signal }: SwitchPrimary): Promise<DatabaseStatus> {
  let status = await readDatabaseStatus(platform, transport, signal);
  await poll({
    look: async () => {
      status = await readDatabaseStatus(platform, transport, signal);
      // A third member may be away: that keeps nobody from switching over, and is told by the status.
      if (status.primary === target) return undefined;
      return `the primary is ${status.primary ?? 'nobody'}`;
    },
    intervalMs: INTERVAL_MS,
    limitMs: PRIMARY_LIMIT_MS,
    failure: (reason) =>
      new Failure({
        step: `see ${target} as the primary`,
        reason,
        changed: 'The role was handed over.',
        next: 'smartx db status tells what each member is.',
      }),
    signal,
  });
  return status;
}

/**
 * The member that would take over: the named one, or the secondary that is least behind.
 * @throws Failure when there is none, or it cannot.
 */
export function chooseNextPrimary(status: DatabaseStatus, wanted: string | undefined): string {
  const refuse = (reason: string, next: string) =>
    new Failure({ step: 'switch the primary over', reason, changed: 'Nothing was changed.', next });
  if (status.mode === 'single') {
    throw refuse('there is a single database server', 'a group takes three: database: { members: 3 }.');
  }
  if (status.primary === null) {
    throw refuse(
      'the group has no primary now',
      'smartx db status tells what each member is, smartx logs --unit smartx-database-agent why.',
    );
  }
  const able = status.members.filter(({ role, server }) => role === 'secondary' && server !== null);
  const states = status.members.map(({ host, role, state }) => `${host} is ${role ?? state}`).join(', ');
  const next =
    wanted === undefined
      ? able.toSorted((one, other) => one.server!.queued - other.server!.queued)[0]
      : able.find(({ host }) => host === wanted);
  if (next !== undefined) return next.host;
  throw refuse(
    wanted === undefined ? `no secondary can take over (${states})` : `${wanted} is no healthy secondary (${states})`,
    'name one that is, or wait until it is back: smartx db status.',
  );
}
