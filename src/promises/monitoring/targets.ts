import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host } from '../../platform/platform.ts';
import { type ActiveTarget, activeTargetsPath, readActiveTargets } from '../../services/prometheus/active-targets.ts';
import { lowerScrapeJobs } from '../../services/prometheus/lower.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, judgeEach, withProgram } from '../verdict.ts';
import { apiQuestions, readApi, settledQuestions } from './prometheus-api.ts';

/** What is watched, and whether it answers. */
export function targets(subject: Subject): readonly PlatformPromise[] {
  return [probesSucceed(subject), targetsAsDeclared(subject), targetsUp(subject)];
}

function targetsUp({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'monitoring');
  return {
    id: 'monitoring.targets-up',
    tier: 'monitoring',
    claim: 'Everything that is watched answers.',
    method: 'Each Prometheus is asked for its targets and the outcome of the last scrape of each.',
    limits: `The outcome is up to ${platform.monitoring.scrapeIntervalSeconds} seconds old, and says that there are measurements, not that they are good.`,
    questions: settledQuestions(platform, activeTargetsPath),
    judge: withProgram(
      'curl',
      judgeEach(hosts, (host, answer) => {
        const read = readApi(host, activeTargetsPath, answer);
        if (!read.ok) return read.finding;
        const active = readActiveTargets(read.data) ?? [];
        const down = active.filter(({ health }) => health !== 'up');
        const none = active.length === 0 ? [`The Prometheus of ${host.name} watches nothing.`] : [];
        return {
          faults: [
            ...none,
            ...down.map(
              (target) => `${host.name} should get measurements of ${describe(target)}, and ${reasonOf(target)}.`,
            ),
          ],
          evidence: `${host.name}: ${active.length - down.length} of ${active.length} targets up`,
        };
      }),
    ),
  };
}

function targetsAsDeclared({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'monitoring');
  return {
    id: 'monitoring.targets-as-declared',
    tier: 'monitoring',
    claim: 'Every host and every service of the platform is watched, and nothing else.',
    method:
      'Each Prometheus is asked for its targets, which are compared with the compiled scrape jobs: job, address and host.',
    limits: 'Shows what is asked, not what is made of the answers.',
    questions: apiQuestions(platform, activeTargetsPath),
    judge: withProgram(
      'curl',
      judgeEach(hosts, (host, answer) => {
        const read = readApi(host, activeTargetsPath, answer);
        if (!read.ok) return read.finding;
        const wanted = lowerScrapeJobs(platform, host).flatMap((job) =>
          job.targets.map((target) => key(job.name, target.address, target.host)),
        );
        return compareSets(host, new Set(wanted), new Set((readActiveTargets(read.data) ?? []).map(describe)));
      }),
    ),
  };
}

function compareSets(host: Host, wanted: ReadonlySet<string>, seen: ReadonlySet<string>): Finding {
  return {
    faults: [
      ...[...wanted].filter((one) => !seen.has(one)).map((one) => `${host.name} should watch ${one}, and does not.`),
      ...[...seen]
        .filter((one) => !wanted.has(one))
        .map((one) => `${host.name} watches ${one}, which nobody declared.`),
    ],
    evidence: `${host.name} watches ${seen.size} targets`,
  };
}

const probesPath = '/api/v1/query?query=probe_success';

/** A probe that failed is still an answer of the prober, and its target is up. */
function probesSucceed({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'monitoring');
  return {
    id: 'monitoring.probes-succeed',
    tier: 'monitoring',
    claim: 'The probes of site, zone and database that monitoring makes succeed.',
    method: 'Each Prometheus is asked for probe_success of every probe; one that fails gets one more turn.',
    limits: 'The probes come from hosts of the platform; the other tiers are asked from outside.',
    questions: settledQuestions(platform, activeTargetsPath, probesPath),
    judge: withProgram(
      'curl',
      judgeEach(hosts, (host, answer) => {
        const read = readApi(host, probesPath, answer);
        if (!read.ok) return read.finding;
        const results = (read.data as { result?: ProbeResult[] }).result ?? [];
        const probes = outcomesOf(results);
        const wanted = lowerScrapeJobs(platform, host)
          .filter(({ metricsPath }) => metricsPath === '/probe')
          .flatMap((job) => job.targets.map((target) => key(job.name, target.address, target.host)));
        const failed = wanted.filter((probe) => probes.get(probe) !== '1');
        return {
          faults: failed.map(
            (probe) =>
              `The probe of ${probe} by ${host.name} should succeed, and ${probes.has(probe) ? 'fails' : 'has no outcome yet'}.`,
          ),
          evidence: `${host.name}: ${wanted.length - failed.length} of ${wanted.length} probes succeed`,
        };
      }),
    ),
  };
}

interface ProbeResult {
  readonly metric: ActiveTarget['labels'];
  /** Time and value. */
  readonly value: readonly [number, string];
}

/** Several applications at one address are probes of one name: the one that fails counts. */
function outcomesOf(results: readonly ProbeResult[]): ReadonlyMap<string, string> {
  const outcomes = new Map<string, string>();
  for (const { metric, value } of results) {
    const probe = describe({ labels: metric });
    if (outcomes.get(probe) !== '0') outcomes.set(probe, value[1]);
  }
  return outcomes;
}

function describe({ labels }: Pick<ActiveTarget, 'labels'>): string {
  return key(labels.job ?? 'no job', labels.instance ?? 'no address', labels.host ?? 'no host');
}

function key(job: string, address: string, host: string): string {
  return `${job} ${address} (${host})`;
}

function reasonOf({ health, lastError }: ActiveTarget): string {
  if (lastError !== '') return `the last scrape failed: ${lastError}`;
  return health === 'unknown' ? 'has not asked for any yet' : `the target is ${health}`;
}
