/** One mysqld and its place in the group. */
export interface DatabaseServer {
  readonly name: string;
  readonly address: string;
  /** Unique among all servers that ever replicate with each other, 1 to 2^32-1. */
  readonly serverId: number;
  /** Undefined for a single server. */
  readonly group: ReplicationGroup | undefined;
  readonly bufferPoolBytes: number;
  readonly maxConnections: number;
}

export interface ReplicationGroup {
  /** A UUID, part of every transaction's id. */
  readonly name: string;
  /** Private addresses of all members, in declared order. */
  readonly addresses: readonly string[];
}
