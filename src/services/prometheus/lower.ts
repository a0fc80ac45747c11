import { hostsWithRole } from '../../platform/per-platform.ts';
import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { blackboxModules, siteProbeOf } from '../probe-modules.ts';
import type { ScrapeJob } from './model.ts';

/** Everything that Prometheus on this host watches, sorted by name. */
export function lowerScrapeJobs(platform: Platform, host: Host): readonly ScrapeJob[] {
  const jobs = [
    ...exporterJobs(platform),
    exporterJob('alertmanager', hostsWithRole(platform, 'monitoring'), ports.alertmanager),
    loopbackJob('blackbox', host, ports.blackboxExporter),
    ...probeJobs(platform),
    loopbackJob('prometheus', host, ports.prometheus),
  ];
  return jobs.filter((job) => job.targets.length > 0).sort((left, right) => (left.name < right.name ? -1 : 1));
}

const blackbox = `127.0.0.1:${ports.blackboxExporter}`;

function exporterJobs(platform: Platform): readonly ScrapeJob[] {
  return [
    exporterJob('haproxy', hostsWithRole(platform, 'loadBalancer'), ports.haproxyMetrics),
    exporterJob('mysql', hostsWithRole(platform, 'database'), ports.mysqlExporter),
    exporterJob('nginx', hostsWithRole(platform, 'web'), ports.nginxExporter),
    exporterJob('node', platform.hosts, ports.nodeExporter),
  ];
}

function probeJobs(platform: Platform): readonly ScrapeJob[] {
  const loadBalancers = hostsWithRole(platform, 'loadBalancer');
  const nameServers = hostsWithRole(platform, 'dns');
  const dns = (address: string) => `${address}:${ports.dns}`;
  return [
    probeJob('probe-redirect', blackboxModules.redirect, loadBalancers, (address) => `http://${address}/`),
    ...platform.apps.map((app) => {
      const { job, module } = siteProbeOf(app);
      return probeJob(job, module, loadBalancers, (address) => `https://${address}${app.readyPath}`);
    }),
    probeJob('probe-site-address', blackboxModules.siteAddress, nameServers, dns),
    probeJob('probe-zone', blackboxModules.zone, nameServers, dns),
  ];
}

function exporterJob(name: string, hosts: readonly Host[], port: number): ScrapeJob {
  const targets = hosts.map((host) => ({ address: `${host.privateAddress}:${port}`, host: host.name }));
  return { name, metricsPath: '/metrics', overTls: true, probe: undefined, targets };
}

/** What runs beside Prometheus and answers nobody else. */
function loopbackJob(name: string, host: Host, port: number): ScrapeJob {
  const targets = [{ address: `127.0.0.1:${port}`, host: host.name }];
  return { name, metricsPath: '/metrics', overTls: false, probe: undefined, targets };
}

function probeJob(
  name: string,
  module: string,
  hosts: readonly Host[],
  targetOf: (address: string) => string,
): ScrapeJob {
  const targets = hosts.map((host) => ({ address: targetOf(host.privateAddress), host: host.name }));
  return { name, metricsPath: '/probe', overTls: false, probe: { module, exporter: blackbox }, targets };
}
