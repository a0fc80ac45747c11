import { type ConfigProblems, type Environment, readInteger } from './environment.ts';

/** Where a database is, and as whom to come. */
export interface DatabaseEndpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** The endpoint is the one that takes writes. */
export interface DatabaseConfig extends DatabaseEndpoint {
  /** Answers reads only, from data that may be a moment behind. Undefined: there is no other database than the one. */
  readonly secondary: DatabaseEndpoint | undefined;
  /** Connections that this process may hold; further requests wait for one, for a bounded time. */
  readonly poolSize: number;
  readonly tls: DatabaseTls | undefined;
}

export interface DatabaseTls {
  /** Certificates of the authority that must have signed the server's, in PEM. */
  readonly ca: string;
  /**
   * The name that the server's certificate must carry. Undefined: only the chain is checked, since the application
   * connects to 127.0.0.1, where a proxy follows the primary, and no certificate has that name.
   */
  readonly serverName: string | undefined;
}

const EXAMPLE = 'write mysql://USER:PASSWORD@127.0.0.1:3306/app';

/** Adds what is wrong to `problems`; never repeats the URL in a message, because it holds the password. */
export function parseDatabaseConfig(
  problems: ConfigProblems,
  environment: Environment,
  readText: (path: string) => string,
): DatabaseConfig {
  const { DATABASE_READ_URL: readUrl } = environment;
  return {
    ...parseDatabaseUrl(problems, 'DATABASE_URL', environment.DATABASE_URL ?? ''),
    secondary: readUrl ? parseDatabaseUrl(problems, 'DATABASE_READ_URL', readUrl) : undefined,
    poolSize: readInteger(problems, environment, { name: 'DATABASE_POOL', fallback: 10, min: 1, max: 500 }),
    tls: parseTls(problems, environment, readText),
  };
}

function parseDatabaseUrl(problems: ConfigProblems, variable: string, text: string): DatabaseEndpoint {
  const url = URL.parse(text);
  const wrong = (reason: string) => problems.add(variable, reason, EXAMPLE);
  if (text === '') wrong('is not set');
  else if (url === null) wrong('is not a URL (a password with special characters must be percent-encoded)');
  else {
    if (url.protocol !== 'mysql:') wrong('does not start with mysql://');
    if (url.hostname === '') wrong('names no host');
    if (url.username === '') wrong('names no user');
    if (!/^\/[A-Za-z0-9_$-]{1,64}$/.test(url.pathname)) wrong('does not end with the name of one database');
    if (url.search !== '' || url.hash !== '') wrong('has options after the database, which nothing reads');
  }
  return {
    host: (url?.hostname ?? '').replace(/^\[(.*)\]$/, '$1'),
    port: Number(url?.port || 3306),
    user: decode(url?.username ?? '', wrong),
    password: decode(url?.password ?? '', wrong),
    database: (url?.pathname ?? '').slice(1),
  };
}

function decode(text: string, wrong: (reason: string) => void): string {
  try {
    return decodeURIComponent(text);
  } catch {
    wrong('holds a "%" that is not percent-encoding');
    return '';
  }
}

function parseTls(
  problems: ConfigProblems,
  environment: Environment,
  readText: (path: string) => string,
): DatabaseTls | undefined {
  const { DATABASE_CA_FILE: caFile, DATABASE_SERVER_NAME: serverName } = environment;
  if (!caFile) {
    if (serverName)
      problems.add('DATABASE_SERVER_NAME', 'needs an authority to check with', 'set DATABASE_CA_FILE too');
    return undefined;
  }
  return { ca: readCa(problems, caFile, readText), serverName: serverName || undefined };
}

function readCa(problems: ConfigProblems, caFile: string, readText: (path: string) => string): string {
  const fix = 'name a readable file with certificates in PEM';
  try {
    const ca = readText(caFile);
    if (!ca.includes('-----BEGIN CERTIFICATE-----')) problems.add('DATABASE_CA_FILE', `${caFile} holds none`, fix);
    return ca;
  } catch (error) {
    problems.add('DATABASE_CA_FILE', error instanceof Error ? error.message : String(error), fix);
    return '';
  }
}
