/** What the application should make of an error that came out of the database driver. */
export type DatabaseTrouble =
  /** Somebody else was in the way: the transaction was rolled back whole and the connection is fine. */
  | 'contention'
  /** The connection is dead, or leads to a server that takes no writes any more: throw it away. */
  | 'connection'
  /** The server is there and says no: wrong password, missing schema, missing right. */
  | 'setup'
  /** No connection of the pool came free in time. */
  | 'busy'
  /** Not the database's fault: a bug of ours, or a broken rule such as a duplicate key. */
  | 'none';

/** Thrown by the pool when too many wait for a connection, or one waited too long. */
export class PoolBusy extends Error {}

/**
 * Sorts an error of mysql2 by what to do about it.
 *
 * Numbers: "MySQL Error Message Reference", chapter 2, Server Error Message Reference.
 */
export function classifyDatabaseError(error: unknown): DatabaseTrouble {
  if (error instanceof PoolBusy) return 'busy';
  if (!(error instanceof Error)) return 'none';
  const { errno, code, fatal } = error as DriverError;
  if (errno !== undefined && SETUP.has(errno)) return 'setup';
  if (errno !== undefined && CONTENTION.has(errno)) return 'contention';
  if (errno !== undefined && LOST_PRIMARY.has(errno)) return 'connection';
  if (fatal === true || (code !== undefined && NETWORK.test(code))) return 'connection';
  return 'none';
}

/** True for the violation of a unique key. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && (error as DriverError).errno === 1062;
}

interface DriverError extends Error {
  errno?: number;
  code?: string;
  fatal?: boolean;
}

const SETUP = new Set([
  1044, // no right to use the database
  1045, // wrong user or password
  1049, // no such database
  1142, // no right for this statement on this table
  1146, // no such table: the migrations did not run
  3118, // the account is locked
  3159, // the server wants TLS
]);

const CONTENTION = new Set([
  1205, // lock wait timeout
  1213, // deadlock: this transaction was chosen as the victim
]);

const LOST_PRIMARY = new Set([
  1040, // too many connections
  1053, // server shutdown in progress
  1203, // too many connections of this user
  1290, // the server runs with --super-read-only: it is no longer the primary
  1317, // query interrupted: killed, for example by a change of the primary
  1792, // read-only transaction
  1836, // read-only mode
  3032, // offline mode: it has left the group
  3098, // Group Replication refused the statement
  3100, // Group Replication could not send the transaction; it was rolled back
  3101, // Group Replication rolled the transaction back at commit
  3168, // server not available yet
  3781, // a new primary still applies its backlog, and the wait for it timed out
  3782, // the same wait, killed
  3783, // the same wait, and the member is not ONLINE any more
  4031, // disconnected by the server for being idle
  4094, // the primary role is being handed to another member
]);

/** Errors of the socket, and of mysql2's own protocol layer. */
const NETWORK =
  /^(ECONN|EPIPE$|ETIMEDOUT$|EHOSTUNREACH$|ENETUNREACH$|ENOTFOUND$|EAI_AGAIN$|PROTOCOL_|HANDSHAKE_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL)/;
