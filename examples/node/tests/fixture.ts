import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { type Connection, createConnection } from 'mysql2/promise';
import { type AppConfig, parseConfig } from '../src/config.ts';
import { openDatabase } from '../src/database.ts';
import { buildServer } from '../src/server.ts';

export const TEST_DATABASE_URL = process.env.TEST_DATABASE_URL ?? '';

/** For `describe` and `test`: what needs a database is skipped with this reason where there is none. */
export const needsDatabase = {
  skip: TEST_DATABASE_URL === '' && 'TEST_DATABASE_URL is not set: it names a MySQL database that tests may write to',
};

export const ROOT = join(import.meta.dirname, '..');
const MIGRATE_LIMIT_MS = 60_000;

/** A test that hangs fails; in milliseconds. */
export const TEST_LIMIT_MS = 30_000;

export function testConfig(environment: Record<string, string> = {}): AppConfig {
  const defaults = { DATABASE_URL: TEST_DATABASE_URL, LOG_LEVEL: 'silent' };
  return parseConfig({ ...defaults, ...environment }, () => '');
}

export async function migrate(): Promise<string> {
  const env = { ...process.env, DATABASE_URL: TEST_DATABASE_URL };
  const run = promisify(execFile)(process.execPath, ['src/migrate.ts'], { cwd: ROOT, env, timeout: MIGRATE_LIMIT_MS });
  return (await run).stdout;
}

/** A connection beside the application's, to hold locks and to look on. */
export function connectBeside(): Promise<Connection> {
  return createConnection({ uri: TEST_DATABASE_URL });
}

export interface TestApp {
  readonly server: FastifyInstance;
  get(url: string): Promise<LightMyRequestResponse>;
  post(url: string, body: unknown, key?: string): Promise<LightMyRequestResponse>;
  openAccount(cents: number): Promise<number>;
  balance(id: number): Promise<number>;
  close(): Promise<void>;
}

/** The application without a process or a port of its own. */
export function startApp(environment: Record<string, string> = {}): TestApp {
  const config = testConfig(environment);
  const database = openDatabase(config.database);
  const server = buildServer(config, database, { draining: false });
  const app: TestApp = {
    server,
    get: (url) => server.inject({ url }),
    post: (url, body, key) =>
      server.inject({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
        payload: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    openAccount: async (openingBalanceCents) =>
      (await app.post('/api/accounts', { name: 'Test', openingBalanceCents })).json().id,
    balance: async (id) => (await app.get(`/api/accounts/${id}`)).json().balanceCents,
    close: async () => {
      await server.close();
      await database.close();
    },
  };
  return app;
}
