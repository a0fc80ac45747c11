import { hostsWithRole } from '../../platform/per-platform.ts';
import { Failure } from '../../problems/failure.ts';
import { prometheusListen } from '../../services/local-endpoints.ts';
import { type ActiveTarget, activeTargetsPath, readActiveTargets } from '../../services/prometheus/active-targets.ts';
import { askHost } from '../ask-host.ts';
import { poll } from '../poll.ts';
import type { DrillReach } from './reach.ts';

/** Prometheus reads what it has on its disk, and asks everything once; after that a scrape or two may be missing. */
const LIMIT_MS = 90_000;
const INTERVAL_MS = 500;

/**
 * Resolves when every Prometheus has asked everything that it watches since its start, and got an answer.
 * @throws Failure that says what is still missing.
 */
export async function waitForMonitoring(
  { platform, transport }: Pick<DrillReach, 'platform' | 'transport'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const hosts = hostsWithRole(platform, 'monitoring').map(({ name }) => name);
  const look = async () => {
    const answers = await Promise.all(hosts.map((host) => askHost(transport, host, targetsCommand, signal)));
    const complaints = hosts.flatMap((host, index) => complaintsOf(host, answers[index]?.stdout ?? ''));
    return complaints.length === 0 ? undefined : complaints.join('; ');
  };
  await poll({ look, intervalMs: INTERVAL_MS, limitMs: LIMIT_MS, failure: stillMissing, signal });
}

const targetsUrl = `http://${prometheusListen}${activeTargetsPath}`;
const targetsCommand = ['curl', '-q', '-fsS', '--max-time', '5', targetsUrl];

/** What a Prometheus says of its targets (prometheus.io/docs, "HTTP API"). */
export function complaintsOf(host: string, text: string): readonly string[] {
  const targets = parseTargets(text);
  if (targets === undefined) return [`the Prometheus of ${host} does not answer`];
  if (targets.length === 0) return [`the Prometheus of ${host} watches nothing`];
  const silent = targets.filter(({ health }) => health !== 'up');
  const names = silent.map(({ labels }) => `${labels.job} of ${labels.host}`);
  return silent.length === 0 ? [] : [`the Prometheus of ${host} has no new figures: ${names.join(', ')}`];
}

function parseTargets(text: string): readonly ActiveTarget[] | undefined {
  try {
    return readActiveTargets((JSON.parse(text) as { readonly data?: unknown }).data);
  } catch {
    return undefined;
  }
}

function stillMissing(reason: string): Failure {
  return new Failure({
    step: 'see figures again',
    reason: `${reason} since everything else was back`,
    changed: 'The fault itself is healed and gone.',
    next: '`smartx verify --only monitoring.targets-up` says what is not answered, and `smartx up` makes everything as declared.',
  });
}
