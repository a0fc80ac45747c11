/** What a database server says of itself and of its group, at one moment. */
export interface ServerFacts {
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly connections: number;
  readonly connectionsMax: number;
  /** Data and indexes of the applications' schemas, as the server estimates them. */
  readonly schemaBytes: number;
  /** Transactions of others that it has and has not applied yet; 0 where there is no group. */
  readonly queued: number;
  /** How long ago the transaction that it applies now was committed on the primary; 0 when it applies none. */
  readonly lagSeconds: number;
  /** Its view of the group; empty for a single server. */
  readonly members: readonly {
    readonly host: string;
    /** ONLINE, RECOVERING, OFFLINE, ERROR, UNREACHABLE */
    readonly state: string;
    readonly role: string;
  }[];
}

/**
 * mysql(1) as root over the local socket, which needs no password. The lag is that of the transaction under way: the
 * queue's length alone says nothing of time, and an idle secondary is not behind whatever its last transaction was.
 */
export const serverFactsCommand: readonly string[] = [
  ...['mysql', '--no-defaults', '--batch', '--skip-column-names', '--raw', '--connect-timeout=5'],
];

export function serverFactsQuery(schemas: readonly string[]): string {
  const names = schemas.map((schema) => `'${schema.replace(/['\\]/g, '')}'`).join(', ');
  return `set session max_execution_time = 5000;
set session information_schema_stats_expiry = 0;
select 'version', @@version;
select 'connectionsMax', @@max_connections;
select lower(variable_name), variable_value from performance_schema.global_status
  where variable_name in ('Uptime', 'Threads_connected');
select 'schemaBytes', coalesce(sum(data_length + index_length), 0) from information_schema.tables
  where table_schema in (${names});
select 'queued', coalesce(sum(count_transactions_remote_in_applier_queue), 0)
  from performance_schema.replication_group_member_stats where member_id = @@server_uuid;
select 'lag', coalesce(max(timestampdiff(microsecond, applying_transaction_original_commit_timestamp, now(6))) / 1e6, 0)
  from performance_schema.replication_applier_status_by_worker
  where channel_name = 'group_replication_applier' and applying_transaction <> '';
select 'member', member_host, member_state, member_role from performance_schema.replication_group_members
  where member_id <> '' order by member_host;
`;
}

/** Undefined when the answer is not whole. */
export function parseServerFacts(text: string): ServerFacts | undefined {
  const rows = text.split('\n').map((line) => line.split('\t'));
  const value = (key: string) => rows.find(([first]) => first === key)?.[1];
  const number = (key: string) => Number(value(key) ?? Number.NaN);
  const facts = {
    version: value('version') ?? '',
    uptimeSeconds: number('uptime'),
    connections: number('threads_connected'),
    connectionsMax: number('connectionsMax'),
    schemaBytes: number('schemaBytes'),
    queued: number('queued'),
    lagSeconds: Math.max(0, number('lag')),
    members: rows.flatMap(([first, host = '', state = '', role = '']) =>
      first === 'member' ? [{ host, state, role: role.toLowerCase() }] : [],
    ),
  };
  const isWhole =
    facts.version !== '' && Object.values(facts).every((one) => typeof one !== 'number' || !Number.isNaN(one));
  return isWhole ? facts : undefined;
}
