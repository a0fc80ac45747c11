/** `MEMBER_STATE` of performance_schema.replication_group_members. */
export type MemberState = 'ONLINE' | 'RECOVERING' | 'OFFLINE' | 'ERROR' | 'UNREACHABLE';

export interface GroupMember {
  id: string;
  name: string;
  state: MemberState;
  role: 'PRIMARY' | 'SECONDARY' | '';
}

/** What one mysqld says about itself and its group. */
export interface GroupView {
  /** Its `server_uuid`. */
  id: string;
  state: MemberState;
  role: GroupMember['role'];
  /** Whether it sees more than half of the group's members. */
  majority: boolean;
  superReadOnly: boolean;
  offlineMode: boolean;
  /** Sorted by name. Only itself while it is not in a group. */
  members: GroupMember[];
}

/**
 * Always yields at least one row, also when the plugin is not loaded. It reads memory only, so that it stays cheap and
 * answers also while a commit hangs.
 */
export const GROUP_VIEW_QUERY =
  'SELECT @@global.server_uuid AS serverId, @@global.super_read_only AS superReadOnly, @@global.offline_mode AS offlineMode, ' +
  'm.MEMBER_ID AS id, m.MEMBER_HOST AS name, m.MEMBER_STATE AS state, m.MEMBER_ROLE AS role ' +
  'FROM (SELECT 1) AS one LEFT JOIN performance_schema.replication_group_members AS m ON TRUE';

/** Parses the rows of GROUP_VIEW_QUERY. Throws an error when they are not what it selects. */
export function parseGroupView(rows: readonly unknown[]): GroupView {
  const first = rows[0] as Record<string, unknown> | undefined;
  if (typeof first?.serverId !== 'string') throw new Error('mysqld answered the query of its group with no row');
  const members = (rows as Record<string, unknown>[])
    .filter((row) => typeof row.id === 'string' && row.id !== '')
    .map(parseMember)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const self = members.find((member) => member.id === first.serverId);
  return {
    id: first.serverId,
    state: self?.state ?? 'OFFLINE',
    role: self?.role ?? '',
    majority: 2 * members.filter((member) => member.state !== 'UNREACHABLE').length > members.length,
    superReadOnly: Number(first.superReadOnly) === 1,
    offlineMode: Number(first.offlineMode) === 1,
    members,
  };
}

const STATES: readonly string[] = ['ONLINE', 'RECOVERING', 'OFFLINE', 'ERROR', 'UNREACHABLE'];

function parseMember(row: Record<string, unknown>): GroupMember {
  const state = String(row.state);
  if (!STATES.includes(state)) throw new Error(`mysqld reported the unknown member state ${state}`);
  const role = row.role === 'PRIMARY' || row.role === 'SECONDARY' ? row.role : '';
  return { id: String(row.id), name: String(row.name), state: state as MemberState, role };
}
