import type { DatabaseAgentConfig } from './config.ts';
import { type Database, openLocal } from './database.ts';
import { GROUP_VIEW_QUERY, type GroupMember, type GroupView, parseGroupView } from './group-view.ts';

const QUERY_LIMIT_MS = 2_000;
/** Transactions under way get this long before the old primary cuts them off. */
const RUNNING_TRANSACTIONS_LIMIT_S = 5;
const SWITCHOVER_LIMIT_MS = 20_000;

/** The member that takes over: the wanted one, else the first ONLINE secondary by name. */
export function chooseNextPrimary(view: GroupView, wanted: string | undefined): GroupMember | undefined {
  const able = view.members.filter((member) => member.state === 'ONLINE' && member.role === 'SECONDARY');
  return wanted === undefined ? able[0] : able.find((member) => member.name === wanted);
}

/**
 * Hands the primary role to another member and returns what was done, as a line for people. May run on any ONLINE
 * member. Rejects when the group is not in a state for it, with what to do.
 */
export async function switchover(
  config: Pick<DatabaseAgentConfig, 'mode' | 'socketPath'>,
  wanted: string | undefined,
): Promise<string> {
  if (config.mode === 'single') throw new Error('There is a single database host, so there is nothing to switch to.');
  const database = await openLocal(config.socketPath);
  try {
    const view = parseGroupView(await database.query(GROUP_VIEW_QUERY, [], QUERY_LIMIT_MS));
    const primary = view.members.find((member) => member.role === 'PRIMARY');
    if (wanted !== undefined && wanted === primary?.name) return `${wanted} is the primary already.`;
    const next = chooseNextPrimary(view, wanted);
    if (view.state !== 'ONLINE' || next === undefined) throw new Error(whyNot(view, wanted));
    await makePrimary(database, next.id);
    return `${next.name} is the primary now${primary === undefined ? '' : `, before it was ${primary.name}`}.`;
  } finally {
    database.close();
  }
}

/**
 * For a planned stop of this mysqld: hands the primary role on if this member has it and another can take it. Returns
 * what was done; never rejects, since the stop goes on in any case.
 */
export async function handOver(config: DatabaseAgentConfig): Promise<string> {
  if (config.mode === 'single') return 'single server: nothing to hand over';
  try {
    const database = await openLocal(config.socketPath);
    try {
      return await handOverOn(database);
    } finally {
      database.close();
    }
  } catch (error) {
    return `could not hand over, stopping all the same: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function handOverOn(database: Database): Promise<string> {
  const view = parseGroupView(await database.query(GROUP_VIEW_QUERY, [], QUERY_LIMIT_MS));
  if (view.state !== 'ONLINE' || view.role !== 'PRIMARY') return 'not the primary: nothing to hand over';
  const next = chooseNextPrimary(view, undefined);
  if (next === undefined) return 'no other member is ONLINE: nobody to hand over to';
  await makePrimary(database, next.id);
  return `handed the primary role to ${next.name}`;
}

function makePrimary(database: Database, id: string): Promise<unknown[]> {
  const sql = `SELECT group_replication_set_as_primary(?, ${RUNNING_TRANSACTIONS_LIMIT_S})`;
  return database.query(sql, [id], SWITCHOVER_LIMIT_MS);
}

function whyNot(view: GroupView, wanted: string | undefined): string {
  const states = view.members.map((member) => `${member.name} is ${member.state}`).join(', ');
  if (view.state !== 'ONLINE') return `This member is ${view.state}: run the switchover on one that is ONLINE.`;
  if (wanted === undefined) return `No secondary is ONLINE (${states}): wait until one is.`;
  return `${wanted} is not an ONLINE secondary (${states}): name one that is, or wait.`;
}
