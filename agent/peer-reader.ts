import { readFileSync } from 'node:fs';
import type { DatabaseAgentConfig, DatabaseMember } from './config.ts';
import { type Database, openPeer } from './database.ts';
import type { PeerObservation } from './decide-membership.ts';
import { GROUP_VIEW_QUERY, parseGroupView } from './group-view.ts';
import { type GtidSet, parseGtidSet, unionGtidSets } from './gtid-set.ts';

const QUERY_LIMIT_MS = 1_000;

/** Reads the other members while this one is outside of the group. */
export interface PeerReader {
  /** Asks all at once. A member that does not answer within about 2 s is reported as not answering. */
  read(): Promise<PeerObservation[]>;
  /** Closes the connections; the next read opens them again. */
  close(): void;
}

export function createPeerReader(config: DatabaseAgentConfig): PeerReader {
  const peers = config.members.filter((member) => member.name !== config.self.name);
  const connections = new Map<string, Database>();

  const connect = async ({ name, address }: DatabaseMember): Promise<Database> => {
    const open = connections.get(name);
    if (open !== undefined && !open.closed) return open;
    const ca = readFileSync(config.tls.ca, 'utf8');
    const database = await openPeer({ name, address, ...config.agent, ca });
    connections.set(name, database);
    return database;
  };

  return {
    read: () => Promise.all(peers.map((peer) => readPeer(peer, connect))),
    close: () => {
      for (const connection of connections.values()) connection.close();
      connections.clear();
    },
  };
}

/** Everything a member has executed or received, received transactions being on its disk but not yet applied. */
export async function readGtids(database: Database, limitMs: number): Promise<GtidSet> {
  const [row] = (await database.query(`SELECT ${GTIDS}`, [], limitMs)) as GtidRow[];
  if (row === undefined) throw new Error('mysqld answered the query of its transactions with no row');
  return toGtids(row);
}

interface GtidRow {
  executed: string;
  received: string | null;
}

const GTIDS =
  '@@global.gtid_executed AS executed, (SELECT RECEIVED_TRANSACTION_SET FROM ' +
  "performance_schema.replication_connection_status WHERE CHANNEL_NAME = 'group_replication_applier') AS received";

function toGtids({ executed, received }: GtidRow): GtidSet {
  return unionGtidSets([parseGtidSet(executed), parseGtidSet(received ?? '')]);
}

const PEER_QUERY = `SELECT @@global.group_replication_bootstrap_group AS founding, ${GTIDS}`;

async function readPeer(
  { name, address }: DatabaseMember,
  connect: (peer: DatabaseMember) => Promise<Database>,
): Promise<PeerObservation> {
  try {
    const database = await connect({ name, address });
    const view = parseGroupView(await database.query(GROUP_VIEW_QUERY, [], QUERY_LIMIT_MS));
    const [row] = (await database.query(PEER_QUERY, [], QUERY_LIMIT_MS)) as (GtidRow & { founding: number })[];
    if (row === undefined) return { name, answers: false };
    return {
      name,
      answers: true,
      state: view.state,
      majority: view.majority,
      founding: Number(row.founding) === 1,
      lists: view.members.map((one) => one.name),
      gtids: toGtids(row),
    };
  } catch {
    return { name, answers: false };
  }
}
