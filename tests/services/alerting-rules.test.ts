import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lowerAlertingRules, lowerRuleFiles } from '../../src/services/prometheus/lower-rules.ts';
import { planActs, renderHistory, selectorsOf, tell } from '../../src/services/prometheus/rehearse.ts';
import { definitionsOf } from '../../src/services/prometheus/seen.ts';
import { samplePlatform } from '../platform/sample.ts';

const backup = { schedule: '0 3 * * *', restoreCheck: '0 5 * * 0', target: { directory: '/var/backups/smartx' } };
const platform = samplePlatform({ database: { backup } });
const rules = lowerAlertingRules(platform);
const records = lowerRuleFiles(platform).flatMap((file) => file.records);

describe('alerting rules', () => {
  test('have names of their own', () => {
    const names = rules.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s has a runbook that names it',
    (alert, { runbook }) => {
      const text = readFileSync(new URL(`../../${runbook}`, import.meta.url), 'utf8');
      expect(text).toContain(`\`${alert}\``);
    },
  );

  test.each(rules.map((rule) => [rule.alert, rule] as const))('%s is rehearsed with all that it reads', (_, rule) => {
    const { series, wrong } = rule.rehearsal;
    expect(series.length > 0 || wrong === 'throughout').toBe(true);
    const forged = new Set(series.map((one) => one.series.replace(/\{.*/s, '')));
    // A recorded series may be forged itself, and then needs nothing that it is computed from.
    const computed = records.filter(({ record }) => rule.expr.includes(record) && !forged.has(record));
    const read = [rule.expr, ...computed.map(({ expr }) => expr)];
    const names = read.flatMap(selectorsOf).map((selector) => selector.replace(/\{.*/s, ''));
    // What fires at a part of its expression needs nothing of the rest.
    const isAlternative = (name: string) => name === 'probe_success' && rule.tier === 'objective';
    const isBeside = (name: string) => rule.expr.includes('slo_slow') && name.startsWith('haproxy_frontend_');
    const missing = names.filter(
      (name) => !name.startsWith('smartx:') && !forged.has(name) && !isAlternative(name) && !isBeside(name),
    );
    expect(missing).toEqual([]);
  });

  test('are told apart by all that decides when they fire', () => {
    const strict = samplePlatform({ monitoring: { objective: { availability: 99.99 } } });
    const names = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>) =>
      [...one].filter(([alert, definition]) => other.get(alert) !== definition).map(([alert]) => alert);
    expect(names(definitionsOf(strict), definitionsOf(samplePlatform()))).toEqual([
      'ErrorBudgetBurnsFast',
      'ErrorBudgetBurns',
    ]);
  });
});

describe('what an expression reads', () => {
  test.each([
    ['up == 0', ['up']],
    ['max by (host) (up{job=~"a|b"}) == 0', ['up{job=~"a|b"}']],
    ['sum(rate(a_total{code="5xx"}[60s])) / sum(rate(a_total[60s])) > 1', ['a_total{code="5xx"}', 'a_total']],
    ['absent_over_time(a{kind="x"}[7s]) or vector(0)', ['a{kind="x"}']],
    ['smartx:slo:ratio_rate1h > 0.1 and up', ['smartx:slo:ratio_rate1h', 'up']],
    ['label_replace(max(a) or b, "host", "$1", "server", "(.+)") == bool 0', ['a', 'b']],
  ])('%s', (expr, selectors) => {
    expect(selectorsOf(expr)).toEqual(selectors);
  });
});

describe('a rehearsal', () => {
  const acts = planActs(rules);

  test('has every rule once, and no act tells a series in two ways', () => {
    expect(acts.flatMap((act) => act.rules.map(({ alert }) => alert)).sort()).toEqual(
      rules.map(({ alert }) => alert).sort(),
    );
    for (const act of acts) {
      const told = new Map<string, string>();
      for (const { rehearsal } of act.rules) {
        for (const one of rehearsal.series) {
          expect(told.get(one.series) ?? JSON.stringify(one)).toBe(JSON.stringify(one));
          told.set(one.series, JSON.stringify(one));
        }
      }
    }
  });

  test('is short', () => {
    expect(acts.length).toBeLessThanOrEqual(4);
  });

  test('begins with what was always wrong', () => {
    const later = acts.slice(1).flatMap((act) => act.rules.filter(({ rehearsal }) => rehearsal.wrong === 'always'));
    expect(later).toEqual([]);
  });

  test('counts on where a counter was', () => {
    const story = [
      { from: Number.NEGATIVE_INFINITY, reading: { perSecond: 1 } },
      { from: 10, reading: { perSecond: 100 } },
    ];
    expect(tell(story, [8, 9, 10, 11])).toEqual([0, 1, 101, 201]);
  });

  test('is written as OpenMetrics, each name together and times ascending', () => {
    const text = renderHistory(acts, { begin: 1_800_000_000, wrongSeconds: 8, mendedSeconds: 6 }, 1_800_000_060);
    const names = text.match(/^# TYPE \S+/gm) ?? [];
    expect(new Set(names).size).toBe(names.length);
    expect(text.endsWith('# EOF\n')).toBe(true);
    const times = text.match(/(?<=^up\{job="haproxy",host="lb-1"\} 1 )\d+$/gm)?.map(Number) ?? [];
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(times.at(-1)).toBe(1_800_000_060);
  });
});
