import { diskLeft, memoryLeft } from '../platform/thresholds.ts';
import { whyUnknown } from './figure-reasons.ts';
import { gravity } from './gravity.ts';
import type { Alert, Figures, Health, HostOverview } from './overview.ts';
import type { DocumentHost, PlatformDocument } from './platform-document.ts';
import type { DatabaseState } from './read-database.ts';
import { readServers, type ServerState } from './read-servers.ts';
import { recorded, type Samples } from './samples.ts';

export interface Known {
  readonly document: PlatformDocument;
  readonly figures: Figures;
  readonly samples: Samples;
  readonly alerts: readonly Alert[];
  readonly database: DatabaseState;
}

/** Each host's health, why, and what it uses. */
export function readHosts(known: Known): readonly HostOverview[] {
  const servers = readServers(known.samples);
  const measured = measurements(known.samples);
  return known.document.hosts.map((host) => {
    const findings = findingsOf(known, host, servers);
    const health = worst(findings);
    return {
      name: host.name,
      roles: host.roles,
      health,
      reasons: findings
        .toSorted((one, other) => gravity.indexOf(one.health) - gravity.indexOf(other.health))
        .map(({ reason }) => reason),
      cpu: measured('smartx:host_cpu:ratio', host.name),
      memory: measured('smartx:host_memory:ratio', host.name),
      disk: measured('smartx:host_disk:ratio', host.name),
      receiveBytesPerSecond: measured('smartx:host_network_receive_bytes:rate1m', host.name),
      transmitBytesPerSecond: measured('smartx:host_network_transmit_bytes:rate1m', host.name),
      lagSeconds: measured('smartx:database_lag_seconds', host.name),
    };
  });
}

interface Finding {
  readonly health: Exclude<Health, 'well'>;
  readonly reason: string;
}

/** What nobody knows matters only where nothing else is known. */
function worst(findings: readonly Finding[]): Health {
  return gravity.find((health) => health === 'well' || findings.some((finding) => finding.health === health)) ?? 'well';
}

/** The largest of a host's series: a host has several disks, and the fullest counts. */
function measurements(samples: Samples): (name: string, host: string) => number | undefined {
  const values = new Map<string, number>();
  for (const { labels, value } of samples('recorded') ?? []) {
    const key = `${labels.__name__} ${labels.host}`;
    values.set(key, Math.max(value, values.get(key) ?? -Infinity));
  }
  return (name, host) => values.get(`${name} ${host}`);
}

function findingsOf(known: Known, host: DocumentHost, servers: ReadonlyMap<string, ServerState>): readonly Finding[] {
  const why = whyUnknown(known.figures);
  if (why !== undefined) return [{ health: 'unknown', reason: why }];
  const up = new Map(
    (known.samples('up') ?? [])
      .filter(({ labels }) => labels.host === host.name)
      .map(({ labels, value }) => [labels.job, value === 1]),
  );
  if (up.size === 0) return [{ health: 'unknown', reason: 'nothing of it is measured' }];
  const others = [...up].filter(([job]) => job !== 'node');
  // What was asked a moment before a host died has answered: load balancers know earlier.
  const isUseless = host.roles.includes('web') && servers.get(host.name)?.ready === 'none';
  if (up.get('node') === false && (isUseless || !others.some(([, well]) => well))) {
    return [{ health: 'down', reason: 'it does not answer' }, ...alertsOf(known, host)];
  }
  return [
    ...[...up].filter(([, well]) => !well).map(([job]) => silent(host, job ?? '')),
    ...(host.roles.includes('loadBalancer') ? loadBalancerFindings(known, host) : []),
    ...(host.roles.includes('web') ? webFindings(servers.get(host.name)) : []),
    ...(host.roles.includes('database') ? databaseFindings(known.database, host.name) : []),
    ...probeFindings(known.samples, host.name),
    ...resourceFindings(known.samples, host.name),
    ...alertsOf(known, host),
  ];
}

/** A job whose daemon is itself what the host is for takes the host with it; an exporter is only blind. */
function silent({ roles }: DocumentHost, job: string): Finding {
  if (job === 'haproxy' && roles.includes('loadBalancer')) return { health: 'down', reason: 'HAProxy does not answer' };
  if (job === 'node') return { health: 'warning', reason: 'nothing measures its resources: node_exporter is silent' };
  return { health: 'warning', reason: `no figures come from ${exporters[job] ?? job}` };
}

const exporters: Readonly<Record<string, string>> = {
  alertmanager: 'Alertmanager',
  blackbox: 'the blackbox exporter',
  mysql: "MySQL's exporter",
  nginx: "Nginx's exporter",
  prometheus: 'Prometheus',
  traffic: 'the counting of requests',
};

function loadBalancerFindings({ samples }: Known, { name }: DocumentHost): readonly Finding[] {
  const states = samples('vrrp') ?? [];
  const own = states.find(({ labels }) => labels.host === name)?.value;
  if (own === -1) return [{ health: 'warning', reason: 'keepalived is in FAULT: it cannot take the virtual address' }];
  if (own === undefined) return states.length === 0 ? [] : [{ health: 'warning', reason: 'keepalived tells no state' }];
  const active = states.filter(({ value }) => value === 1);
  if (active.length === 0)
    return [{ health: 'warning', reason: 'no load balancer says that it has the virtual address' }];
  if (own === 1 && active.length > 1)
    return [{ health: 'warning', reason: 'it is not alone in having the virtual address' }];
  return [];
}

/** HAProxy asks each web host whether it is ready, and whether it is alive; load balancers may disagree. */
function webFindings(state: ServerState | undefined): readonly Finding[] {
  if (state === undefined) return [{ health: 'unknown', reason: 'no load balancer tells whether it serves' }];
  if (state.alive === 'none') return [{ health: 'down', reason: 'no load balancer reaches it' }];
  const reasons = [
    ...(state.ready === 'none' ? ['no load balancer takes its application for ready'] : []),
    ...(state.alive === 'some' || state.ready === 'some' ? [`it is down for ${state.downFor.join(', ')}`] : []),
    ...(state.setAside ? ['it is set aside: no new requests'] : []),
  ];
  return reasons.map((reason) => ({ health: 'warning', reason }));
}

function databaseFindings(database: DatabaseState, host: string): readonly Finding[] {
  const state = database.memberState(host);
  if (database.answers(host) === false) return [{ health: 'down', reason: 'MySQL does not answer' }];
  if (state === 'RECOVERING') return [{ health: 'warning', reason: 'it is catching up with its group (RECOVERING)' }];
  if (state !== undefined && state !== 'ONLINE') {
    return [{ health: 'down', reason: `it is no working member of its group (${state || 'OFFLINE'})` }];
  }
  if (database.answers(host) === undefined)
    return [{ health: 'unknown', reason: 'nobody tells whether MySQL answers' }];
  return [];
}

function probeFindings(samples: Samples, host: string): readonly Finding[] {
  const failed = (samples('probes') ?? []).filter(({ labels, value }) => labels.host === host && value === 0);
  const jobs = failed.map(({ labels }) => labels.job ?? '').sort();
  return jobs.flatMap((job): readonly Finding[] => {
    if (job === 'probe-zone') return [{ health: 'down', reason: 'it does not answer for the zone' }];
    if (job === 'probe-site-address') return [{ health: 'warning', reason: "it does not tell the site's address" }];
    if (job === 'probe-redirect') return [{ health: 'warning', reason: 'it does not redirect HTTP to HTTPS' }];
    if (!job.startsWith('probe-site')) return [{ health: 'warning', reason: `its probe ${job} fails` }];
    const app = job.replace(/^probe-site-?/, '');
    return [{ health: 'warning', reason: `${app === '' ? 'the site' : app} does not answer through it` }];
  });
}

const left = { disk: diskLeft.warning, memory: memoryLeft.warning };

function resourceFindings(samples: Samples, host: string): readonly Finding[] {
  return (['disk', 'memory'] as const).flatMap((what) => {
    const shares = recorded(samples, `smartx:host_${what}:ratio`).filter(({ labels }) => labels.host === host);
    const share = Math.max(...shares.map(({ value }) => value), 0);
    const percent = `${Math.floor(share * 100)} %`;
    return 1 - share >= left[what] ? [] : [{ health: 'warning', reason: `its ${what} is ${percent} full` } as const];
  });
}

function alertsOf({ alerts }: Known, { name }: DocumentHost): readonly Finding[] {
  const names = alerts.filter(({ host }) => host === name).map((alert) => alert.name);
  return [...new Set(names)].map((alert) => ({ health: 'warning', reason: `alert ${alert}` }));
}
