import { hostsWithRole } from '../../platform/per-platform.ts';
import { type App, type Host, type Platform, ports } from '../../platform/platform.ts';
import { appMetricsPath, appsWithMetrics } from '../app-metrics.ts';
import { trafficMetricsPort } from '../collected-logs.ts';
import { blackboxModules, siteProbeOf } from '../probe-modules.ts';
import { dropped } from './dropped-series.ts';
import type { ScrapeJob, ScrapeTarget } from './model.ts';

/** Everything that Prometheus on this host watches, sorted by name. */
export function lowerScrapeJobs(platform: Platform, host: Host): readonly ScrapeJob[] {
  const jobs = [
    ...exporterJobs(platform, host),
    ...appJobs(platform),
    ...probeJobs(platform, host),
    loopbackJob('prometheus', host, ports.prometheus),
    // Numbers out of logs of all hosts, which say themselves whose they are.
    { ...loopbackJob('traffic', host, trafficMetricsPort), honorLabels: true, samplesMax: 50_000 },
  ];
  return jobs.filter((job) => job.targets.length > 0).sort((left, right) => (left.name < right.name ? -1 : 1));
}

function exporterJobs(platform: Platform, host: Host): readonly ScrapeJob[] {
  const nameServers = hostsWithRole(platform, 'dns');
  const probers = nameServers.includes(host) ? nameServers : [...nameServers, host];
  return [
    {
      ...exporterJob('alertmanager', hostsWithRole(platform, 'monitoring'), ports.alertmanager),
      samplesMax: 2_000,
    },
    { ...exporterJob('blackbox', probers, ports.blackboxExporter), samplesMax: 500 },
    {
      ...exporterJob('haproxy', hostsWithRole(platform, 'loadBalancer'), ports.haproxyMetrics),
      samplesMax: haproxySamplesMax(platform),
    },
    { ...exporterJob('mysql', hostsWithRole(platform, 'database'), ports.mysqlExporter), samplesMax: 5_000 },
    { ...exporterJob('nginx', hostsWithRole(platform, 'web'), ports.nginxExporter), samplesMax: 500 },
    // Two seconds without an answer: after two scrapes everybody knows that a host is gone.
    { ...exporterJob('node', platform.hosts, ports.nodeExporter), samplesMax: 5_000, timeoutSecondsMax: 2 },
  ];
}

/** HAProxy beside the application asks it, and lets monitoring hosts alone in. */
function appJobs(platform: Platform): readonly ScrapeJob[] {
  const hosts = hostsWithRole(platform, 'app');
  return appsWithMetrics(platform).map(({ id }) => ({
    ...exporterJob(id, hosts, ports.appMetrics),
    metricsPath: appMetricsPath({ id }),
    samplesMax: 5_000,
    dropped: undefined,
  }));
}

/** Each backend has each web host; about 70 series tell of a server, 200 of a backend or frontend. */
function haproxySamplesMax(platform: Platform): number {
  const servers = hostsWithRole(platform, 'web').length;
  const backends = 3 * platform.apps.length + 1;
  return 3_000 + backends * (400 + servers * 150);
}

function probeJobs(platform: Platform, host: Host): readonly ScrapeJob[] {
  const loadBalancers = hostsWithRole(platform, 'loadBalancer');
  const nameServers = hostsWithRole(platform, 'dns');
  const prober = addressOf(host, ports.blackboxExporter);
  const probe = (name: string, module: string, hosts: readonly Host[], targetOf: (address: string) => string) =>
    probeJob(
      name,
      { module, exporter: prober },
      hosts.map((target) => ({ address: targetOf(target.privateAddress), host: target.name })),
    );
  const dns = (address: string) => `${address}:${ports.dns}`;
  return [
    probe(
      'probe-database',
      blackboxModules.connection,
      hostsWithRole(platform, 'database'),
      (address) => `${address}:${ports.mysql}`,
    ),
    probe('probe-redirect', blackboxModules.redirect, loadBalancers, (address) => `http://${address}/`),
    ...platform.apps.map((app) => {
      const { job, module } = siteProbeOf(app);
      return probe(job, module, loadBalancers, (address) => `https://${address}${app.readyPath}`);
    }),
    probe('probe-site-address', blackboxModules.siteAddress, nameServers, dns),
    probe('probe-zone', blackboxModules.zone, nameServers, dns),
    probeJob(
      'probe-virtual-address',
      undefined,
      nameServers.flatMap((from) => platform.apps.map((app) => virtualAddressTarget(platform, app, from))),
    ),
  ];
}

/** As users come: from a name server's leg in the public network. `host` is who asks; the site has none. */
function virtualAddressTarget({ virtualAddress }: Platform, app: App, from: Host): ScrapeTarget {
  return {
    address: `https://${virtualAddress}${app.readyPath}`,
    host: from.name,
    labels: { app: app.id },
    probe: { module: siteProbeOf(app).module, exporter: addressOf(from, ports.blackboxExporter) },
  };
}

function exporterJob(name: string, hosts: readonly Host[], port: number): ScrapeJob {
  return {
    ...plain,
    name,
    overTls: true,
    dropped: dropped(name),
    targets: hosts.map((host) => ({ address: addressOf(host, port), host: host.name })),
  };
}

/** What runs beside Prometheus and answers nobody but its own host. */
function loopbackJob(name: string, host: Host, port: number): ScrapeJob {
  const targets = [{ address: `127.0.0.1:${port}`, host: host.name }];
  return { ...plain, name, samplesMax: 5_000, dropped: dropped(name), targets };
}

function probeJob(name: string, probe: ScrapeJob['probe'], targets: readonly ScrapeTarget[]): ScrapeJob {
  return { ...plain, name, metricsPath: '/probe', overTls: true, probe, samplesMax: 100, targets };
}

const plain = {
  metricsPath: '/metrics',
  overTls: false,
  honorLabels: false,
  timeoutSecondsMax: undefined,
  samplesMax: 1_000,
  dropped: undefined,
  probe: undefined,
} as const;

function addressOf({ privateAddress }: Host, port: number): string {
  return `${privateAddress}:${port}`;
}
