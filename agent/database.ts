import { createConnection as openSocket } from 'node:net';
import { type Connection, type ConnectionOptions, createConnection, type QueryError } from 'mysql2';

/** Where every member listens, for clients, for recovery and for the group. */
export const DATABASE_PORT = 3306;

/** How long a connection may take, greeting, TLS and login together. */
const CONNECT_LIMIT_MS = 1_000;

/** Nothing came back in time: the other end, or the network to it, is gone or hangs. */
export class NoAnswer extends Error {}

/** One connection to a mysqld. A statement that exceeds its limit ends the connection: its answer may still come. */
export interface Database {
  /** Runs one statement, `?` replaced by the escaped values, and returns its rows. */
  query(sql: string, values: readonly string[], limitMs: number): Promise<unknown[]>;
  close(): void;
  readonly closed: boolean;
}

/** Logs in to the mysqld of this host as root: auth_socket asks the kernel who is at the other end, no password. */
export function openLocal(socketPath: string): Promise<Database> {
  return open({ socketPath, user: 'root', password: '' });
}

export interface PeerTarget {
  name: string;
  address: string;
  user: string;
  password: string;
  /** The certificate authority in PEM. */
  ca: string;
}

/** Logs in to the mysqld of another member over TLS. Its certificate must carry its name. */
export function openPeer(target: PeerTarget): Promise<Database> {
  return open({
    // The address comes from the declaration, so no resolver is asked; the name is what the certificate must prove.
    stream: () => openSocket({ host: target.address, port: DATABASE_PORT, noDelay: true }),
    host: target.name,
    user: target.user,
    password: target.password,
    ssl: { ca: target.ca, minVersion: 'TLSv1.2', rejectUnauthorized: true, verifyIdentity: true },
  });
}

function open(options: ConnectionOptions): Promise<Database> {
  return new Promise((resolve, reject) => {
    const connection = createConnection({ ...options, connectTimeout: CONNECT_LIMIT_MS, charset: 'utf8mb4' });
    const limit = setTimeout(() => fail(new NoAnswer(`no login within ${CONNECT_LIMIT_MS} ms`)), CONNECT_LIMIT_MS);
    const fail = (error: Error): void => {
      clearTimeout(limit);
      connection.destroy();
      reject(error);
    };
    const database = wrap(connection);
    connection.connect((error) => {
      if (error) return fail(error);
      clearTimeout(limit);
      resolve(database);
    });
  });
}

function wrap(connection: Connection): Database {
  let closed = false;
  const close = (): void => {
    closed = true;
    connection.destroy();
  };
  // Without a listener a connection that breaks while it is idle would end the process.
  connection.on('error', close);
  connection.on('end', close);
  return {
    query: (sql, values, limitMs) => query(connection, close, { sql, values, limitMs }),
    close,
    get closed() {
      return closed;
    },
  };
}

interface Statement {
  sql: string;
  values: readonly string[];
  limitMs: number;
}

function query(connection: Connection, close: () => void, { sql, values, limitMs }: Statement): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      close();
      reject(new NoAnswer(`no answer within ${limitMs} ms`));
    }, limitMs);
    connection.query(sql, [...values], (error, rows) => {
      clearTimeout(limit);
      if (error) reject(new Error(withoutStatement(error)));
      else resolve(Array.isArray(rows) ? rows : []);
    });
  });
}

/** mysqld quotes a part of the statement in the message of a syntax error, and that part may be a password. */
function withoutStatement(error: QueryError): string {
  return error.code === 'ER_PARSE_ERROR' ? 'mysqld did not understand the statement' : error.message;
}
