import type { Platform } from '../../../src/platform/platform.ts';
import type { Answer } from '../../../src/promises/promise.ts';
import { lowerRuleFiles } from '../../../src/services/prometheus/lower-rules.ts';
import { definitionsOf } from '../../../src/services/prometheus/seen.ts';

/**
 * What a lab answers about its rules, in the form in which one did: rules change too often for captured answers to name
 * them. They are made of the same rules that the promises compile, so that they show only that an answer which has all of
 * them keeps the promise. That Prometheus answers so is for the test of the lab; what breaks it is in promises.test.ts.
 */
export function ruleAnswers(platform: Platform): Readonly<Record<string, readonly Answer[]>> {
  return { 'monitoring.alerts-seen': [seen(platform)], 'monitoring.rules-loaded': [loaded(platform)] };
}

/** The file that the drill of alerts leaves. */
function seen(platform: Platform): Answer {
  const at = '2026-11-26T22:20:09.971Z';
  const entries = [...definitionsOf(platform)].map(([alert, definition]) => [alert, { definition, at }] as const);
  return answered(`${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

/** As Prometheus 2.53 lists them (prometheus.io/docs, "HTTP API", Rules), cut to what is read. */
function loaded(platform: Platform): Answer {
  const groups = lowerRuleFiles(platform).map(({ name, records, alerts }) => ({
    name,
    rules: [...records.map(({ record }) => record), ...alerts.map(({ alert }) => alert)].map((rule) => ({
      ...{ name: rule, health: 'ok', lastEvaluation: '2026-11-26T22:18:01.417864342Z' },
    })),
  }));
  const body = JSON.stringify({ status: 'success', data: { groups } });
  return answered(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}\n--smartx-end-- 0 200 \n`,
  );
}

function answered(stdout: string): Answer {
  return { kind: 'answered', exitCode: 0, stdout, stderr: '' };
}
