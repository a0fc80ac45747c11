import { openLocal } from '../database.ts';
import { GROUP_VIEW_QUERY, parseGroupView } from '../group-view.ts';
import { formatGtidSet } from '../gtid-set.ts';
import type { BackupConfig } from './config.ts';
import { readExecuted } from './read-executed.ts';

const QUERY_LIMIT_MS = 10_000;

/** What one member has committed. */
export interface Committed {
  /** Whether writes are committed here first. */
  primary: boolean;
  gtids: string;
}

export async function readCommitted({ mode, socketPath }: BackupConfig): Promise<Committed> {
  const live = await openLocal(socketPath);
  try {
    const view = parseGroupView(await live.query(GROUP_VIEW_QUERY, [], QUERY_LIMIT_MS));
    const gtids = formatGtidSet(await readExecuted(live, QUERY_LIMIT_MS));
    return { primary: mode === 'single' || (view.state === 'ONLINE' && view.role === 'PRIMARY'), gtids };
  } finally {
    live.close();
  }
}
