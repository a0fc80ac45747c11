import { fillVariables, type GivenVariable, suggestedVariables } from '../../platform/app-variables.ts';
import { isAppColocated } from '../../platform/flows.ts';
import { longestResponseSeconds } from '../../platform/limits.ts';
import { hostsWithRole, perPlatform } from '../../platform/per-platform.ts';
import { type App, type Host, type Job, type Platform, ports } from '../../platform/platform.ts';
import { cronToCalendars } from '../calendar.ts';
import { databaseAccountsOf } from '../database-accounts.ts';
import { databaseReadPort } from '../local-endpoints.ts';
import { type Materials, secretKey, secretOf } from '../manifest.ts';
import { marginSeconds } from '../time-limits.ts';
import type { AppService, AppTimer, Environment } from './model.ts';
import { appPathsOf, appUnitsOf } from './paths.ts';
import { appPath, nodeDirectory } from './runtime.ts';

/** An application on one of its hosts. Migrations and jobs belong to the first host alone. */
export function lowerApp(
  platform: Platform,
  app: App,
  host: Host,
  { secrets, appSecrets }: Pick<Materials, 'secrets' | 'appSecrets'>,
): AppService {
  const isFirst = hostsWithRole(platform, 'app')[0]?.name === host.name;
  const accounts = databaseAccountsOf(app);
  const passwordOf = (account: (typeof accounts)['app']) => ({
    ...account,
    password: secretOf(secrets, account.password),
  });
  const given = givenTo(platform, app, host, passwordOf(accounts.app));
  const givenToMigration = givenTo(platform, app, host, passwordOf(accounts.migrate));
  return {
    id: app.id,
    title: app.name === undefined ? 'application' : `application ${app.name}`,
    paths: appPathsOf(app),
    start: lowerCommand(app, app.start, given),
    stopSignal: app.stopSignal,
    stopTimeoutSeconds: app.stopTimeoutSeconds,
    migrate: isFirst && app.migrate !== undefined ? lowerCommand(app, app.migrate, givenToMigration) : undefined,
    environment: environment(app, given),
    migrateEnvironment: environment(app, givenToMigration),
    secrets: app.secrets.length === 0 ? undefined : chooseSecrets(app, appSecrets),
    path: appPath(app),
    timers: isFirst ? app.jobs.map((job) => lowerTimer(app, job, given)) : [],
  };
}

/** One without a value yet is left out; what changes hosts has refused before. */
function chooseSecrets(app: App, values: Materials['appSecrets']): Environment {
  return Object.fromEntries(
    app.secrets.flatMap((name) => {
      const value = values[secretKey(app, name)];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Where the application listens: only Nginx on the same host may reach it, unless it has hosts of its own. */
export function appAddress(platform: Platform, host: Host): string {
  return isColocated(platform) ? '127.0.0.1' : host.privateAddress;
}

type Given = Readonly<Record<GivenVariable, string>>;

/**
 * systemd looks a plain program name up in directories of its own, whatever PATH is, and takes no relative path
 * (systemd.service(5), "Command lines").
 */
function lowerCommand(app: App, command: readonly string[], given: Given): readonly string[] {
  const [program = '', ...rest] = command.map((word) => fillVariables(word, given));
  if (program === 'node' && app.runtime === 'node-24') return [`${nodeDirectory}/node`, ...rest];
  const isRelative = program.includes('/') && !program.startsWith('/');
  return [isRelative ? `${appPathsOf(app).current}/${program.replace(/^[.]\//, '')}` : program, ...rest];
}

/** What an application can know of its host and its database; every name is in `givenVariables`. */
function givenTo(platform: Platform, app: App, host: Host, account: { user: string; password: string }): Given {
  const { schema } = app;
  const address = appAddress(platform, host);
  const databaseUrl = (port: number) =>
    `mysql://${account.user}:${encodeURIComponent(account.password)}@${databaseHost}:${port}/${schema}`;
  return {
    // Health checks come by the address that it listens on.
    ALLOWED_HOSTS: [...app.hostNames, address].join(','),
    DATABASE_CA_FILE: appPathsOf(app).authority,
    DATABASE_HOST: databaseHost,
    DATABASE_NAME: schema,
    DATABASE_PASSWORD: account.password,
    DATABASE_PORT: String(ports.mysql),
    DATABASE_READ_URL: databaseUrl(databaseReadPort),
    DATABASE_SERVER_NAME: 'database.internal',
    DATABASE_URL: databaseUrl(ports.mysql),
    DATABASE_USER: account.user,
    HOST: address,
    PORT: String(app.port),
    SITE_URL: `https://${app.hostNames[0]}${app.path.slice(0, -1)}`,
    // Also told by systemd itself, but only to the process: here, other variables can be made of it.
    STATE_DIRECTORY: appPathsOf(app).state,
    TRUST_PROXY: trustedProxies(platform),
  };
}

const databaseHost = '127.0.0.1';

/** The operator's variables count for more than what suits a runtime, and less than what is so. */
function environment(app: App, given: Given): Environment {
  const own = Object.entries(app.environment).map(([name, value]) => [name, fillVariables(value, given)] as const);
  const fixed = Object.entries(given).filter(([name]) => !suggestedVariables.includes(name));
  return {
    ...given,
    ...runtimeVariables(app, given),
    ...Object.fromEntries([...own, ...fixed]),
    ...(app.workers === undefined ? {} : { WEB_CONCURRENCY: String(app.workers) }),
  };
}

function runtimeVariables(app: App, given: Given): Environment {
  switch (app.runtime) {
    case 'node-24':
      return { NODE_ENV: 'production' };
    case 'python-3':
      return {
        // Gunicorn reads these by itself (its "Settings"); what stands in its configuration file counts for less.
        FORWARDED_ALLOW_IPS: given.TRUST_PROXY.replaceAll('/32', ''),
        GUNICORN_CMD_ARGS: `--bind=${given.HOST}:${given.PORT} --graceful-timeout=${gracefulSeconds(app)}${workerTimeout(app)}`,
        // A release belongs to root, and nobody else writes into it. What is printed reaches the journal at once.
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONUNBUFFERED: '1',
      };
    case 'none':
      return {};
  }
}

/** Workers that are still busy are ended by Gunicorn, before systemd kills it with all of them. */
function gracefulSeconds({ stopTimeoutSeconds }: App): number {
  return Math.max(stopTimeoutSeconds - 2, 1);
}

/**
 * Gunicorn kills a worker that serves one request at a time when that takes longer than 30 s. Only where more is declared:
 * its own configuration counts less than this.
 */
function workerTimeout({ limits }: App): string {
  const longest = longestResponseSeconds(limits);
  return longest <= gunicornTimeoutSeconds ? '' : ` --timeout=${longest + marginSeconds}`;
}
const gunicornTimeoutSeconds = 30;

const isColocated = perPlatform((platform) => isAppColocated(platform.hosts));

/** Whose X-Forwarded-For may be believed: Nginx's. With hundreds of web hosts their network stands for them. */
const trustedProxies = perPlatform((platform) => {
  if (isColocated(platform)) return '127.0.0.1/32';
  const webHosts = hostsWithRole(platform, 'web');
  if (webHosts.length > trustedProxiesMax) return platform.networks.private.cidr;
  return webHosts.map((host) => `${host.privateAddress}/32`).join(',');
});
const trustedProxiesMax = 16;

function lowerTimer(app: App, { name, command, schedule }: Job, given: Given): AppTimer {
  return {
    unit: `${appUnitsOf(app).jobs}${name}`,
    name,
    command: lowerCommand(app, command, given),
    calendars: cronToCalendars(schedule),
  };
}
