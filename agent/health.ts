import type { DatabaseAgentConfig } from './config.ts';
import type { GroupView } from './group-view.ts';

/** An observation older than this says nothing: mysqld hangs or is gone. */
export const FRESH_MS = 1_000;

/** What this host may be used for now. */
export interface Health {
  /** Takes writes. */
  primary: boolean;
  /** Answers reads, a little behind the primary. */
  secondary: boolean;
  /** Why, for people. */
  reason: string;
}

/**
 * Judges the last observation of the local mysqld. `view` is undefined when it never answered, `ageMs` is the
 * observation's age in milliseconds.
 */
export function judgeHealth(mode: DatabaseAgentConfig['mode'], view: GroupView | undefined, ageMs: number): Health {
  if (view === undefined) return unhealthy('mysqld has not answered yet');
  if (ageMs >= FRESH_MS) return unhealthy('mysqld has stopped answering');
  if (view.offlineMode) return unhealthy('mysqld is in offline mode');
  return mode === 'single' ? judgeSingle(view) : judgeMember(view);
}

function judgeSingle(view: GroupView): Health {
  if (view.superReadOnly) return unhealthy('mysqld is read-only');
  return { primary: true, secondary: false, reason: 'single server, writable' };
}

function judgeMember(view: GroupView): Health {
  if (view.state !== 'ONLINE') return unhealthy(`the member is ${view.state}`);
  if (!view.majority) return unhealthy('the member sees no majority of its group');
  if (view.role === 'SECONDARY') return { primary: false, secondary: true, reason: 'secondary' };
  // A new primary stays read-only until it has applied what its predecessor left behind.
  if (view.superReadOnly) return unhealthy('the primary is still read-only');
  return { primary: true, secondary: false, reason: 'primary, writable' };
}

function unhealthy(reason: string): Health {
  return { primary: false, secondary: false, reason };
}
