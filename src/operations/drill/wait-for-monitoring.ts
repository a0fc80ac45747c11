import { setTimeout as sleep } from 'node:timers/promises';
import { hostsWithRole } from '../../platform/per-platform.ts';
import { ports } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { askHost } from '../ask-host.ts';
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
  const deadline = performance.now() + LIMIT_MS;
  const hosts = hostsWithRole(platform, 'monitoring').map(({ name }) => name);
  for (;;) {
    const answers = await Promise.all(hosts.map((host) => askHost(transport, host, targetsCommand, signal)));
    const complaints = hosts.flatMap((host, index) => complaintsOf(host, answers[index]?.stdout ?? ''));
    if (complaints.length === 0) return;
    if (performance.now() > deadline) throw stillMissing(complaints);
    await sleep(INTERVAL_MS, undefined, { signal });
  }
}

const targetsUrl = `http://127.0.0.1:${ports.prometheus}/api/v1/targets?state=active`;
const targetsCommand = ['curl', '-q', '-fsS', '--max-time', '5', targetsUrl];

/** What a Prometheus says of its targets (prometheus.io/docs, "HTTP API"). */
export function complaintsOf(host: string, text: string): readonly string[] {
  const targets = parseTargets(text);
  if (targets === undefined) return [`the Prometheus of ${host} does not answer`];
  if (targets.length === 0) return [`the Prometheus of ${host} watches nothing`];
  const silent = targets.filter(({ health }) => health !== 'up');
  const names = silent.map(({ labels }) => `${labels?.job} of ${labels?.host}`);
  return silent.length === 0 ? [] : [`the Prometheus of ${host} has no new figures: ${names.join(', ')}`];
}

interface Target {
  /** `up`, `down`, or `unknown` until it was asked for the first time. */
  readonly health?: string;
  readonly labels?: { readonly job?: string; readonly host?: string };
}

function parseTargets(text: string): readonly Target[] | undefined {
  try {
    const answer = JSON.parse(text) as { data?: { activeTargets?: readonly Target[] } };
    return answer.data?.activeTargets;
  } catch {
    return undefined;
  }
}

function stillMissing(complaints: readonly string[]): Failure {
  return new Failure({
    step: 'see figures again',
    reason: `${complaints.join('; ')}, ${LIMIT_MS / 1000} s after everything else was back`,
    changed: 'The fault itself is healed and gone.',
    next: '`smartx verify monitoring.targets-up` says what is not answered, and `smartx up` makes everything as declared.',
  });
}
