import { gzipSync } from 'node:zlib';
import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { lowerAlertingRules, lowerRuleFiles } from '../../services/prometheus/lower-rules.ts';
import type { AlertingRule, AlertTier } from '../../services/prometheus/model.ts';
import { planActs, renderHistory, selectorsOf, type Timing } from '../../services/prometheus/rehearse.ts';
import { type AlertsSeen, definitionsOf } from '../../services/prometheus/seen.ts';
import type { Transport } from '../../transport/transport.ts';
import { recordedRun } from '../recorded-run.ts';
import { runOnHost } from '../run-on-host.ts';
import { rehearsalFiles, rehearsalUnit } from './rehearsal-files.ts';
import {
  endScript,
  keepSeenScript,
  measuredScript,
  prepareScript,
  startScript,
  underWayCode,
  watchScript,
} from './scripts.ts';
import { type ShownAlert, watchAlerts } from './watch-alerts.ts';

export interface RehearseAlerts {
  readonly platform: Platform;
  readonly transport: Transport;
  readonly journalDirectory: string;
  readonly run: string;
  readonly who: string;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: RehearsalEvent) => void) | undefined;
}

export type RehearsalEvent =
  | { readonly kind: 'host'; readonly host: string; readonly rules: number; readonly seconds: number }
  | { readonly kind: 'alert'; readonly alert: string; readonly state: 'fires' | 'cleared' };

/** What `smartx drill alerts --json` prints. */
export interface AlertsReport {
  readonly environment: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly passed: boolean;
  readonly hosts: readonly { readonly host: string; readonly rules: readonly RehearsedRule[] }[];
}

export interface RehearsedRule {
  readonly alert: string;
  readonly tier: AlertTier;
  readonly fired: boolean;
  /** True for one that nothing can clear. */
  readonly cleared: boolean;
  /** Why it does not count as seen, sentences; empty when it does. */
  readonly faults: readonly string[];
}

/** Between the writing of the history and the first fault: time to send it, to pack it into blocks, and to start. */
const leadSeconds = 15;
/** An alert waits two seconds, and Prometheus looks every second. */
const wrongSeconds = 8;
const mendedSeconds = 6;

/**
 * Makes every alerting rule fire and clear: on each monitoring host in turn, by a Prometheus beside the real one that has the
 * same rules and a forged past and future, and by the Alertmanager in force. Nobody is told. What was seen is noted on the
 * host.
 * @throws EnvironmentLocked, Failure; the signal's reason when it was aborted, after the alerts were taken back.
 */
export async function rehearseAlerts(request: RehearseAlerts): Promise<AlertsReport> {
  const { platform } = request;
  const { environment } = platform;
  const now = request.now();
  const began = performance.now();
  return recordedRun({ ...request, environment, what: 'drill alerts', now }, async () => {
    const hosts: { host: string; rules: readonly RehearsedRule[] }[] = [];
    for (const host of hostsWithRole(platform, 'monitoring')) {
      hosts.push({ host: host.name, rules: await rehearseOn(host, request) });
    }
    return {
      environment,
      startedAt: now.toISOString(),
      elapsedMs: Math.round(performance.now() - began),
      passed: hosts.every(({ rules }) => rules.every(({ faults }) => faults.length === 0)),
      hosts,
    };
  });
}

async function rehearseOn(host: Host, request: RehearseAlerts): Promise<readonly RehearsedRule[]> {
  const { platform, signal, onEvent } = request;
  const rules = lowerAlertingRules(platform);
  const acts = planActs(rules);
  const ask = askerOf(host, request);
  const unmeasured = await ask('see what is measured', measuredScript, lines(selectorsOfAll(platform)));
  const prepared = await ask('prepare the rehearsal', prepareScript(rehearsalFiles(platform, host))).catch(
    (error: unknown) => {
      throw error instanceof Failure && error.exitCode === underWayCode ? underWay(host) : error;
    },
  );
  const hostTime = Number(prepared.trim());
  const timing: Timing = { begin: hostTime + leadSeconds, wrongSeconds, mendedSeconds };
  const end = timing.begin + acts.length * (wrongSeconds + mendedSeconds);
  onEvent?.({ kind: 'host', host: host.name, rules: rules.length, seconds: end - hostTime });
  const watch = watchAlerts(rules, timing.begin);
  let shown: readonly ShownAlert[] = [];
  // Not by the signal: what drills began is ended, whatever happens.
  const endAll = () => {
    const ended = shown.map(({ labels }) => ({ labels, endsAt: new Date((hostTime + 1) * 1_000).toISOString() }));
    return askerOf(host, { ...request, signal: undefined })(
      'end the rehearsal',
      endScript(host),
      JSON.stringify(ended),
    );
  };
  try {
    const history = gzipSync(renderHistory(acts, timing, end + mendedSeconds));
    const started = Number((await ask('start the rehearsal', startScript, history)).trim());
    if (started >= timing.begin) throw tooSlow(host, started - hostTime);
    await ask('watch the alerts', watchScript(host, end), undefined, (line) => {
      const [, at = '', answer = ''] = /^(\d+) (.*)$/.exec(line) ?? [];
      if (answer === '') return;
      shown = JSON.parse(answer) as ShownAlert[];
      for (const news of watch.look(Number(at), shown)) onEvent?.({ kind: 'alert', ...news });
    });
  } catch (error) {
    // What failed first is what is told. On a host that is out of reach, the rehearsal ends by itself.
    await endAll().catch(() => undefined);
    throw error;
  }
  await endAll();
  signal?.throwIfAborted();
  const missing = new Set(unmeasured.split('\n').filter((line) => line !== ''));
  const results = rules.map((rule) => judge(rule, watch.sightingOf(rule.alert), missingOf(platform, rule, missing)));
  await keepSeen(ask, platform, results, request.now());
  return results;
}

type Ask = (
  step: string,
  script: string,
  input?: string | Uint8Array,
  onLine?: (line: string) => void,
) => Promise<string>;

/** Runs scripts on the host, each with its own input. */
function askerOf(host: Host, { transport, signal }: Pick<RehearseAlerts, 'transport' | 'signal'>): Ask {
  return async (step, script, input, onLine) => {
    const argv = ['sh', '-c', script];
    const stdin = typeof input === 'string' || input === undefined ? input : once(input);
    const request = { argv, input: stdin, timeoutMs: 200_000, signal, onLine, linesOnly: onLine !== undefined };
    const words = {
      step,
      command: ['sh', '-c', '…'],
      changed: 'No rule was changed, and nobody was told anything.',
      reason: 'a command of the rehearsal failed',
      next: 'smartx status tells whether the services of monitoring run.',
    };
    return (await runOnHost(transport, host.name, request, words)).stdout;
  };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function selectorsOfAll(platform: Platform): readonly string[] {
  const expressions = lowerRuleFiles(platform).flatMap(({ records, alerts }) => [...records, ...alerts]);
  return [...new Set(expressions.flatMap(({ expr }) => selectorsOf(expr)))].sort();
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

/** What the rule reads and nothing measures, its records' own reading included, but for what is there only seldom. */
function missingOf(platform: Platform, rule: AlertingRule, missing: ReadonlySet<string>): readonly string[] {
  const records = lowerRuleFiles(platform).flatMap((file) => file.records);
  const read = selectorsOf(rule.expr).flatMap((selector) => {
    const record = records.find((one) => one.record === selector);
    return record === undefined ? [selector] : [selector, ...selectorsOf(record.expr)];
  });
  const seldom = rule.rehearsal.seldom ?? {};
  return [...new Set(read)].filter(
    (selector) => missing.has(selector) && seldom[selector.replace(/\{.*/s, '')] === undefined,
  );
}

function judge(
  { alert, tier, rehearsal }: AlertingRule,
  { firedAt, clearedAt, early }: ReturnType<ReturnType<typeof watchAlerts>['sightingOf']>,
  missing: readonly string[],
): RehearsedRule {
  const fired = firedAt !== undefined;
  const cleared = clearedAt !== undefined || (fired && rehearsal.wrong === 'throughout');
  return {
    ...{ alert, tier, fired, cleared },
    faults: [
      ...(fired ? [] : [`${alert} did not fire when it should.`]),
      ...(fired && !cleared ? [`${alert} did not clear when all was well again.`] : []),
      ...(early ? [`${alert} fired while all was well.`] : []),
      ...missing.map((selector) => `${alert} reads ${selector}, which nothing measures.`),
    ],
  };
}

/** What failed this time is not seen, whatever it did before. */
async function keepSeen(ask: Ask, platform: Platform, results: readonly RehearsedRule[], now: Date): Promise<void> {
  const definitions = definitionsOf(platform);
  const seen: AlertsSeen = Object.fromEntries(
    results.flatMap(({ alert, faults }) => {
      const definition = definitions.get(alert);
      return faults.length > 0 || definition === undefined ? [] : [[alert, { definition, at: now.toISOString() }]];
    }),
  );
  await ask('note what was seen', keepSeenScript, `${JSON.stringify(seen, null, 2)}\n`);
}

function underWay(host: Host): Failure {
  return new Failure({
    step: 'rehearse the alerts',
    host: host.name,
    reason: 'another rehearsal is under way there',
    changed: 'Nothing was changed.',
    next: `wait until it is over, which takes five minutes at most. One that nobody waits for is ended by: smartx ssh ${host.name} -- systemctl stop ${rehearsalUnit}`,
  });
}

function tooSlow(host: Host, seconds: number): Failure {
  return new Failure({
    step: 'rehearse the alerts',
    host: host.name,
    reason: `its Prometheus took ${seconds} s to start, which is longer than the ${leadSeconds} s before the first fault`,
    changed: 'No rule was changed, and nobody was told anything.',
    next: 'run it again when the host is less busy.',
  });
}
