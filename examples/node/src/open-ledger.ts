import { connect, type Socket } from 'node:net';
import { Kysely, MysqlDialect } from 'kysely';
import { createPool, type PoolOptions } from 'mysql2';
import type { DatabaseConfig } from './database-config.ts';
import { steadyPool } from './steady-pool.ts';
import type { Tables } from './tables.ts';

export type Ledger = Kysely<Tables>;

const CONNECT_LIMIT_MS = 2_000;
/** Longer than the proxy needs to notice that a primary has vanished, and for those who waited for a new one to be served. */
const ACQUIRE_LIMIT_MS = 5_000;
const IDLE_LIMIT_MS = 30_000;
const KEEPALIVE_AFTER_MS = 10_000;
const WAITING_REQUESTS_MAX = 500;
const IDLE_CONNECTIONS_MAX = 4;

/**
 * READ COMMITTED takes no gap locks, so that transfers between different accounts never wait for one another. The
 * rows that a transfer depends on are locked by name instead (see transfers.ts).
 */
const SESSION_SETTINGS =
  "set session transaction_isolation = 'READ-COMMITTED', time_zone = '+00:00', innodb_lock_wait_timeout = 3";

export interface OpenLedger {
  readonly ledger: Ledger;
  close(): Promise<void>;
}

/** One pool of its own; `statementMs` is the longest wait for the answer to one statement. */
export function openLedger(config: DatabaseConfig, connections: number, statementMs: number): OpenLedger {
  const limits = {
    acquireMs: Math.min(ACQUIRE_LIMIT_MS, statementMs),
    waitingMax: WAITING_REQUESTS_MAX,
    statementMs,
  };
  const pool = createPool(poolOptions(config, connections));
  const dialect = new MysqlDialect({ pool: steadyPool(pool, limits, SESSION_SETTINGS) });
  return {
    ledger: new Kysely<Tables>({ dialect }),
    // Kysely's own destroy() leaves a pool open that was never used. An error here says that a connection could not
    // be closed politely because it was broken already, and that is closed enough.
    close: () => new Promise((resolve) => pool.end(() => resolve())),
  };
}

function poolOptions(config: DatabaseConfig, connections: number): PoolOptions {
  return {
    host: config.host,
    port: config.port,
    user: config.user,
    password: config.password,
    database: config.database,
    charset: 'utf8mb4_0900_ai_ci',
    timezone: 'Z',
    connectionLimit: connections,
    maxIdle: Math.min(connections, IDLE_CONNECTIONS_MAX),
    idleTimeout: IDLE_LIMIT_MS,
    connectTimeout: CONNECT_LIMIT_MS,
    enableKeepAlive: true,
    keepAliveInitialDelay: KEEPALIVE_AFTER_MS,
    ...tlsOptions(config),
  };
}

/**
 * mysql2 checks a certificate against the host that it connects to. The application connects to a proxy on
 * 127.0.0.1, so `host` becomes the name to check and a socket of our own goes to the real address.
 */
function tlsOptions({ host, port, tls }: DatabaseConfig): PoolOptions {
  if (tls === undefined) return {};
  const ssl = { ca: tls.ca, minVersion: 'TLSv1.2', rejectUnauthorized: true };
  if (tls.serverName === undefined) return { ssl: { ...ssl, verifyIdentity: false } };
  return { host: tls.serverName, ssl: { ...ssl, verifyIdentity: true }, stream: () => openSocket(host, port) };
}

function openSocket(host: string, port: number): Socket {
  return connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEPALIVE_AFTER_MS });
}
