import type { DocumentFlow, DocumentHost, PlatformDocument } from '../../src/overview/platform-document.ts';

/** A platform that does not exist, but whose numbers fit together: what users ask is what web hosts answer. */
export interface World {
  readonly document: PlatformDocument;
  /** What a test changes. */
  readonly state: WorldState;
}

export interface WorldState {
  down: readonly string[];
  activeLoadBalancer: string;
  primary: string;
  /** `gone`: 502 from the web server. `stale`: nothing is measured any more. `empty`: nothing ever was. */
  prometheus: 'well' | 'gone' | 'stale' | 'empty';
  alertmanager: 'well' | 'gone';
  isLoginExpired: boolean;
  alerts: readonly MockAlert[];
}

export interface MockAlert {
  readonly name: string;
  readonly severity: 'critical' | 'warning';
  readonly host?: string;
  readonly sinceSeconds: number;
  /** Missing while it still fires. */
  readonly untilSeconds?: number;
  readonly silencedUntilSeconds?: number;
  /** Name of the alert that says more, of the same host. */
  readonly inhibitedBy?: string;
}

export type WorldSize = 'ten' | 'hundred';

const counts = {
  ten: { 'ns-': 2, 'lb-': 2, 'web-': 2, 'app-': 0, 'db-': 3, 'mon-': 1 },
  hundred: { 'ns-': 3, 'lb-': 4, 'web-': 60, 'app-': 20, 'db-': 9, 'mon-': 4 },
} as const;

const day = 86_400;

export function makeWorld(size: WorldSize, nowSeconds: number): World {
  const document: PlatformDocument = {
    environment: size === 'ten' ? 'lab' : 'production',
    domain: 'foobar.com',
    siteUrl: 'https://www.foobar.com/',
    virtualAddress: '10.213.0.10',
    objective: { availability: 0.999, latencySeconds: 0.5, latency: 0.99 },
    scrapeIntervalSeconds: 5,
    retentionDays: 31,
    hosts: makeHosts(size),
    flows,
    apps: [{ id: 'app', url: 'https://www.foobar.com/' }],
  };
  return {
    document,
    state: {
      down: [],
      activeLoadBalancer: 'lb-1',
      primary: 'db-2',
      prometheus: 'well',
      alertmanager: 'well',
      isLoginExpired: false,
      alerts: [
        { name: 'HostDown', severity: 'critical', host: 'web-2', ...lasted(nowSeconds - 2400, 220) },
        { name: 'DatabaseBackupFailed', severity: 'critical', host: 'db-1', ...lasted(nowSeconds - 3 * day, 1500) },
        { name: 'CertificateEndsSoon', severity: 'warning', ...lasted(nowSeconds - 9 * day, 7200) },
      ],
    },
  };
}

function lasted(sinceSeconds: number, seconds: number) {
  return { sinceSeconds, untilSeconds: sinceSeconds + seconds };
}

function makeHosts(size: WorldSize): DocumentHost[] {
  let next = 10;
  return Object.entries(counts[size])
    .flatMap(([prefix, count]) => Array.from({ length: count }, (_, at) => [prefix, at + 1] as const))
    .map(([prefix, number]) => {
      const address = next++;
      const isPublic = prefix === 'ns-' || prefix === 'lb-';
      const isBoth = prefix === 'web-' && size === 'ten';
      return {
        name: `${prefix}${number}`,
        roles: isBoth ? (['web', 'app'] as const) : [rolesOf[prefix as keyof typeof rolesOf]],
        privateAddress: `10.214.0.${address}`,
        ...(isPublic ? { publicAddress: `10.213.0.${address}` } : {}),
      };
    });
}

const rolesOf = {
  'ns-': 'dns',
  'lb-': 'loadBalancer',
  'web-': 'web',
  'app-': 'app',
  'db-': 'database',
  'mon-': 'monitoring',
} as const;

const flows: readonly DocumentFlow[] = [
  { from: 'internet', to: 'virtualAddress', port: 443, protocol: 'tcp', why: 'users' },
  { from: 'internet', to: 'dns', port: 53, protocol: 'udp', why: 'questions about the zone' },
  { from: 'loadBalancer', to: 'web', port: 443, protocol: 'tcp', why: 'requests of users' },
  { from: 'app', to: 'database', port: 3306, protocol: 'tcp', why: 'queries' },
  { from: 'database', to: 'database', port: 3306, protocol: 'tcp', why: 'replication of the group' },
  { from: 'monitoring', to: 'everyHost', port: 9100, protocol: 'tcp', why: 'metrics of the host' },
  { from: 'admin', to: 'everyHost', port: 22, protocol: 'tcp', why: 'administration' },
];
