import { BlockList, isIP } from 'node:net';
import { type DatabaseConfig, parseDatabaseConfig } from './database-config.ts';
import { ConfigProblems, type Environment, readChoice, readInteger } from './environment.ts';

export interface AppConfig {
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
  /** How long a stopping process still takes requests while /readyz already says 503, in milliseconds. */
  readonly drainMs: number;
  /** Proxies whose X-Forwarded-For is believed; empty when nobody is believed. */
  readonly trustProxy: readonly string[];
  /** Processes that share the port, and the connections to the database. */
  readonly workers: number;
  /** For work without Nginx: the application serves public/ itself. */
  readonly serveStatic: boolean;
  readonly database: DatabaseConfig;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The whole stop is bounded by 12 s (see shutdown.ts), so the drain must leave room for requests in flight. */
const DRAIN_MS_MAX = 8_000;

/**
 * The settings of the application, from its environment.
 *
 * @param readText reads a file that a variable names (the database's CA certificate)
 * @throws ConfigProblems with every problem at once
 */
export function parseConfig(environment: Environment, readText: (path: string) => string): AppConfig {
  const problems = new ConfigProblems();
  const workers = readInteger(problems, environment, { name: 'WEB_CONCURRENCY', fallback: 1, min: 1, max: 256 });
  const config: AppConfig = {
    workers,
    host: environment.HOST || '127.0.0.1',
    port: readInteger(problems, environment, { name: 'PORT', fallback: 8000, min: 0, max: 65_535 }),
    logLevel: readChoice(problems, environment, { name: 'LOG_LEVEL', fallback: 'info', choices: LOG_LEVELS }),
    drainMs: readInteger(problems, environment, { name: 'DRAIN_MS', fallback: 0, min: 0, max: DRAIN_MS_MAX }),
    trustProxy: parseTrustProxy(problems, environment.TRUST_PROXY || 'loopback'),
    serveStatic:
      readChoice(problems, environment, { name: 'SERVE_STATIC', fallback: '0', choices: ['0', '1'] }) === '1',
    database: shareOf(parseDatabaseConfig(problems, environment, readText), workers),
  };
  problems.throwIfAny();
  return config;
}

/** So many processes hold no more connections together than one would; each needs one. */
function shareOf(database: DatabaseConfig, workers: number): DatabaseConfig {
  return { ...database, poolSize: Math.max(1, Math.floor(database.poolSize / workers)) };
}

/** Names that Fastify (by way of proxy-addr) knows for whole ranges of addresses. */
const NAMED_RANGES = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** `true` is refused on purpose: to believe everybody means that any client can choose its own address. */
function parseTrustProxy(problems: ConfigProblems, text: string): string[] {
  if (text === 'none') return [];
  const entries = text.split(',').map((entry) => entry.trim());
  for (const entry of entries) {
    if (NAMED_RANGES.has(entry) || isAddressOrSubnet(entry)) continue;
    problems.add(
      'TRUST_PROXY',
      `"${entry}" is neither an address nor a subnet`,
      'list addresses or subnets with commas, for example "loopback,10.0.0.0/24", or say "none"',
    );
  }
  return entries;
}

function isAddressOrSubnet(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}
