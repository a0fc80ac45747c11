import type { DatabaseAgentConfig } from './config.ts';
import type { GroupView } from './group-view.ts';

/** An observation older than this says nothing: mysqld hangs or is gone. */
export const FRESH_MS = 1_000;

/**
 * Group Replication calls a member UNREACHABLE after 5 s of silence and expels it at once. A mysqld that was frozen for
 * that long still believes in its membership when it wakes up, for up to 4 s (measured).
 */
const SILENCE_MS = 4_000;
/** How long such a belief is doubted. */
export const DOUBT_MS = 5_000;

/** The last thing that the local mysqld said. */
export interface Observation {
  /** Undefined when it never answered. */
  view: GroupView | undefined;
  /** The age of the answer in milliseconds, counted from when it was asked for. */
  ageMs: number;
  /** Whether its group may have expelled it without its knowledge. */
  doubted: boolean;
}

/** Whether a member that was ONLINE before a silence of this length and is ONLINE after it may have lost its group. */
export function mayBeExpelled(before: GroupView | undefined, after: GroupView, silenceMs: number): boolean {
  return before?.state === 'ONLINE' && after.state === 'ONLINE' && before.id === after.id && silenceMs >= SILENCE_MS;
}

/** What this host may be used for now. */
export interface Health {
  /** Takes writes. */
  primary: boolean;
  /** Answers reads, a little behind the primary. */
  secondary: boolean;
  /** Why, for people. */
  reason: string;
}

const NOBODY: ReadonlySet<string> = new Set();

/** Judges the last observation of the local mysqld. `silent` are members that it has not heard for a while. */
export function judgeHealth(
  mode: DatabaseAgentConfig['mode'],
  { view, ageMs, doubted }: Observation,
  silent: ReadonlySet<string> = NOBODY,
): Health {
  if (view === undefined) return unhealthy('mysqld has not answered yet');
  if (ageMs >= FRESH_MS) return unhealthy('mysqld has stopped answering');
  if (doubted) return unhealthy('mysqld was silent for long: waiting whether its group still has it');
  if (view.offlineMode) return unhealthy('mysqld is in offline mode');
  return mode === 'single' ? judgeSingle(view) : judgeMember(view, silent);
}

/** Whether the group is between two primaries: the old one is suspected, or the new one does not take writes yet. */
export function awaitsPrimary({ members, role, superReadOnly }: GroupView): boolean {
  const primary = members.find((member) => member.role === 'PRIMARY');
  return primary?.state !== 'ONLINE' || (role === 'PRIMARY' && superReadOnly);
}

function judgeSingle(view: GroupView): Health {
  if (view.superReadOnly) return unhealthy('mysqld is read-only');
  return { primary: true, secondary: false, reason: 'single server, writable' };
}

function judgeMember(view: GroupView, silent: ReadonlySet<string>): Health {
  if (view.state !== 'ONLINE') return unhealthy(`the member is ${view.state}`);
  if (!view.majority) return unhealthy('the member sees no majority of its group');
  if (view.role === 'SECONDARY') return { primary: false, secondary: true, reason: 'secondary' };
  // A new primary stays read-only until it has applied what its predecessor left behind.
  if (view.superReadOnly) return unhealthy('the primary is still read-only');
  if (!hearsMajority(view, silent)) return unhealthy('the primary hears no majority, which may elect another one');
  return { primary: true, secondary: false, reason: 'primary, writable' };
}

/** mysqld believes in its majority until the group's failure detection is done: as late as the others elect. */
function hearsMajority({ members }: GroupView, silent: ReadonlySet<string>): boolean {
  const heard = members.filter(({ name, state }) => state !== 'UNREACHABLE' && !silent.has(name)).length;
  return silent.size === 0 || 2 * heard > members.length;
}

function unhealthy(reason: string): Health {
  return { primary: false, secondary: false, reason };
}
