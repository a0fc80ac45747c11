import { isAppColocated } from '../../platform/flows.ts';
import { hostsWithRole, perPlatform } from '../../platform/per-platform.ts';
import { type Host, type Job, type Platform, ports } from '../../platform/platform.ts';
import { cronToCalendars } from '../calendar.ts';
import { databaseReadPort } from '../local-endpoints.ts';
import type { Materials } from '../manifest.ts';
import type { AppService, AppTimer, Environment } from './model.ts';

/** Where the application and what it needs are on a host. */
export const appPaths = {
  root: '/srv/app',
  current: '/srv/app/current',
  environment: '/etc/smartx/app.env',
  secrets: '/etc/smartx/app-secrets.env',
  migrateEnvironment: '/etc/smartx/app-migrate.env',
  authority: '/etc/smartx/tls/authority.crt',
} as const;

/** The application on one of its hosts. Migrations and jobs belong to the first host alone. */
export function lowerApp(
  platform: Platform,
  host: Host,
  { secrets, appSecrets }: Pick<Materials, 'secrets' | 'appSecrets'>,
): AppService {
  const isFirst = hostsWithRole(platform, 'app')[0]?.name === host.name;
  const { app } = platform;
  return {
    start: lowerCommand(platform, app.start),
    migrate: isFirst && app.migrate !== undefined ? lowerCommand(platform, app.migrate) : undefined,
    environment: environment(platform, host, { user: 'app', password: secrets.databaseApp }),
    migrateEnvironment: environment(platform, host, { user: 'migrate', password: secrets.databaseMigrate }),
    secrets: app.secrets.length === 0 ? undefined : chooseSecrets(app.secrets, appSecrets),
    path: [...(app.runtime === 'node-24' ? [nodeDirectory] : []), ...debianPath],
    timers: isFirst ? app.jobs.map((job) => lowerTimer(platform, job)) : [],
  };
}

/** One without a value yet is left out; what changes hosts has refused before. */
function chooseSecrets(names: readonly string[], values: Materials['appSecrets']): Environment {
  return Object.fromEntries(
    names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]] as const])),
  );
}

/** Where the application listens: only Nginx on the same host may reach it, unless it has hosts of its own. */
export function appAddress(platform: Platform, host: Host): string {
  return isColocated(platform) ? '127.0.0.1' : host.privateAddress;
}

/**
 * systemd looks a plain program name up in directories of its own, whatever PATH is, and takes no relative path
 * (systemd.service(5), "Command lines").
 */
function lowerCommand(platform: Platform, [program = '', ...rest]: readonly string[]): readonly string[] {
  if (program === 'node' && platform.app.runtime === 'node-24') return [`${nodeDirectory}/node`, ...rest];
  const isRelative = program.includes('/') && !program.startsWith('/');
  return [isRelative ? `${appPaths.current}/${program.replace(/^[.]\//, '')}` : program, ...rest];
}

const nodeDirectory = '/opt/smartx/node-24/bin';
const debianPath = ['/usr/local/bin', '/usr/bin', '/bin'];

function environment(platform: Platform, host: Host, account: { user: string; password: string }): Environment {
  const databaseUrl = (port: number) =>
    `mysql://${account.user}:${encodeURIComponent(account.password)}@127.0.0.1:${port}/${platform.database.schema}`;
  return {
    ...platform.app.environment,
    DATABASE_CA_FILE: appPaths.authority,
    DATABASE_READ_URL: databaseUrl(databaseReadPort),
    DATABASE_SERVER_NAME: 'database.internal',
    DATABASE_URL: databaseUrl(ports.mysql),
    HOST: appAddress(platform, host),
    PORT: String(platform.app.port),
    TRUST_PROXY: trustedProxies(platform),
    ...(platform.app.runtime === 'node-24' ? { NODE_ENV: platform.app.environment.NODE_ENV ?? 'production' } : {}),
  };
}

const isColocated = perPlatform((platform) => isAppColocated(platform.hosts));

/** Whose X-Forwarded-For may be believed: Nginx's. With hundreds of web hosts their network stands for them. */
const trustedProxies = perPlatform((platform) => {
  if (isColocated(platform)) return '127.0.0.1/32';
  const webHosts = hostsWithRole(platform, 'web');
  if (webHosts.length > trustedProxiesMax) return platform.networks.private.cidr;
  return webHosts.map((host) => `${host.privateAddress}/32`).join(',');
});
const trustedProxiesMax = 16;

function lowerTimer(platform: Platform, { name, command, schedule }: Job): AppTimer {
  return {
    unit: `app-job-${name}`,
    name,
    command: lowerCommand(platform, command),
    calendars: cronToCalendars(schedule),
  };
}
