import { describe, expect, test } from 'vitest';
import { chooseDots, dotsMax } from '../../src/cli/drill/chart/choose-dots.ts';
import { countTicks, decadesAround, decadeTicks, latencyScale, secondTicks } from '../../src/cli/drill/chart/scales.ts';
import { renderOverview } from '../../src/cli/drill/render-overview.ts';
import { renderDrillPage } from '../../src/cli/drill/render-page.ts';
import { renderSummary } from '../../src/cli/drill/render-summary.ts';
import { startTimeline } from '../../src/cli/drill/timeline.ts';
import { plain } from '../../src/cli/paint.ts';
import { findDrill } from '../../src/drills/catalogue.ts';
import { type DrillReport, type ReportInput, reportDrill } from '../../src/drills/report.ts';
import { primaryLost, riggedPhases, rigLoad } from '../drills/rigged-load.ts';

const records = rigLoad(primaryLost);
const look = { paint: plain, columns: 90 };
const reportOf = (name: string, more: Partial<ReportInput> = {}): DrillReport =>
  reportDrill({
    drill: findDrill(name)!,
    startedAt: '2026-11-23T22:00:00.000Z',
    rate: 50,
    faults: ['db-2 loses its power'],
    records,
    phases: riggedPhases,
    ledger: { lost: [], duplicates: [], unexpected: [], balanced: true },
    primariesMax: 1,
    lateMsMax: 3,
    stillBroken: [],
    ...more,
  });
const good = reportOf('db-primary-crash');
const bad = reportOf('db-switchover', { phases: { ...riggedPhases, redundantAtMs: null }, lateMsMax: 240 });
const skipped = [{ name: 'db-partition', reason: 'There is no group.' }];

describe('the timeline', () => {
  const write = (columns: number, play: (timeline: ReturnType<typeof startTimeline>) => void): string[] => {
    const lines: string[] = [];
    play(startTimeline({ paint: plain, columns, print: (line) => lines.push(line) }, 50));
    return lines;
  };
  const primaryCrash = (timeline: ReturnType<typeof startTimeline>) => {
    for (const record of records.filter(({ dueMs }) => dueMs >= 9_000 && dueMs < 14_000)) timeline.record(record);
    timeline.mark(10_005, 'db-2 loses its power');
    timeline.end();
  };

  test.each([100, 60, 40])('in %d columns', (columns) => {
    const lines = write(columns, primaryCrash).slice(9);
    expect(`\n${lines.join('\n')}\n`).toMatchSnapshot();
    expect(
      Math.max(
        ...lines
          .join('\n')
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(columns);
  });

  test('writes a second when it is over, also one in which nothing came', () => {
    const lines = write(80, (timeline) => {
      timeline.record({ dueMs: 10, endMs: 20, outcome: 'ok' });
      timeline.advance(1_100);
      timeline.advance(3_250);
      timeline.advance(3_260);
    });
    expect(lines.map((line) => line.replace(/\s+/g, ' ').trim())).toEqual([
      '0 s ▇ 1 ok 0 failed p99 10 ms',
      '1 s 0 ok 0 failed p99 –',
      '2 s 0 ok 0 failed p99 –',
    ]);
  });

  test('counts a record that comes late in the next line, so that none is missing', () => {
    const lines = write(80, (timeline) => {
      timeline.advance(1_300);
      timeline.record({ dueMs: 10, endMs: 900, outcome: 'reset' });
      timeline.end();
    });
    expect(lines.map((line) => /(\d+) failed/.exec(line)?.[1])).toEqual(['0', '1']);
  });

  test('one failure among thousands has its sign', () => {
    const [line] = write(80, (timeline) => {
      for (let due = 0; due < 999; due += 1) timeline.record({ dueMs: due, endMs: due, outcome: 'ok' });
      timeline.record({ dueMs: 999, endMs: 999, outcome: 'timeout' });
      timeline.end();
    });
    expect(line).toContain('▇✗');
  });
});

test('the summary of a drill that passed and of one that did not', () => {
  expect(`\n${renderSummary(good, look)}\n\n${renderSummary(bad, look)}\n`).toMatchSnapshot();
});

test('the overview of several drills, wide and narrow', () => {
  const both = { drills: [good, bad], skipped };
  expect(`\n${renderOverview(both, look)}\n\n${renderOverview(both, { ...look, columns: 60 })}\n`).toMatchSnapshot();
});

describe('the page', () => {
  const render = (drills: readonly DrillReport[], version = '0.1.0') =>
    renderDrillPage({
      document: {
        version: 1,
        environment: 'lab',
        application: null,
        site: 'www.foobar.com',
        startedAt: '2026-11-23T22:00:00.000Z',
        passed: drills.every(({ passed }) => passed),
        drills,
        skipped,
      },
      records: drills.map(() => records),
      version,
      command: 'smartx drill --all',
    });
  const page = render([good, bad]);

  test('needs nothing else, and may not ask for anything', () => {
    expect(page).not.toMatch(/\b(?:src|href)="(?!#)|@import|<script|<link|url\((?!#)/);
    expect(page).toContain("default-src 'none'");
  });

  test('has a section for each drill, with its verdict and its charts', () => {
    const titles = [...page.matchAll(/<h2 id="([^"]+)"/g)].map(([, id]) => id);
    expect(titles).toEqual(['all-drills', 'db-primary-crash-title', 'db-switchover-title', 'skipped']);
    expect(page.match(/<svg role="img"/g)).toHaveLength(4);
    expect(page.match(/class="badge (good|bad)">(passed|not passed)</g)).toEqual([
      'class="badge good">passed<',
      'class="badge bad">not passed<',
    ]);
  });

  test('every chart has a title, a description and a table, every id is there once, every reference leads somewhere', () => {
    const ids = [...page.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...page.matchAll(/aria-labelledby="([^"]+)"|href="#([^"]+)"|url\(#([^)]+)\)/g)];
    const wanted = references.flatMap(([, labels, anchor, fill]) => (labels ?? anchor ?? fill ?? '').split(' '));
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
    expect(page.match(/<desc /g)).toHaveLength(4);
    expect(page.match(/By the second in which requests were due<\/caption>/g)).toHaveLength(2);
  });

  test('all elements are closed in their order', () => {
    const open: string[] = [];
    const tags = page.replace(/<style>[\s\S]*<\/style>/, '').matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/gi);
    for (const [, closing, name = '', empty] of tags) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!empty && name !== 'meta') open.push(name);
    }
    expect(open).toEqual([]);
  });

  test('text of the world is never markup', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&\u0000';
    const report = {
      ...bad,
      title: evil,
      faults: [evil],
      troubles: [evil],
      doubts: [evil],
      proves: evil,
      limits: evil,
    };
    const found = render([report], evil);
    expect(found).not.toContain('<img');
    expect(found).not.toContain('\u0000');
    expect(found).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  });

  test('a drill without a single request still makes a page without holes', () => {
    const empty = reportOf('lb-crash', { records: [], ledger: undefined, primariesMax: undefined });
    expect(render([empty])).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(page).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  test('the same drills give the same bytes', () => {
    expect(render([good, bad])).toBe(page);
  });
});

describe('charts', () => {
  test('each decade is as high as the others, and what lies outside stays on the edge', () => {
    const decades = decadesAround([2, 480]);
    expect(decades).toEqual({ fromMs: 1, toMs: 1000 });
    expect(decadeTicks(decades)).toEqual([1, 10, 100, 1000]);
    const up = latencyScale(decades);
    expect([up(1), up(10), up(1000), up(0), up(5000)]).toEqual([100, 66.67, 0, 100, 0]);
  });

  test.each([[[]], [[0]], [[1]], [[1000]], [[0.001]], [[900_000]]])('latencies of %j have a scale', (latencies) => {
    const { fromMs, toMs } = decadesAround(latencies);
    expect(toMs).toBeGreaterThan(fromMs);
  });

  test('ticks are round and few', () => {
    expect(countTicks(50)).toEqual([0, 20, 40, 60]);
    expect(countTicks(0)).toEqual([0, 1]);
    expect(secondTicks(36_500)).toEqual([0, 10, 20, 30]);
    expect(secondTicks(900_000)).toHaveLength(4);
    expect(secondTicks(10_000_000).length).toBeLessThanOrEqual(8);
  });

  test('of very many requests the slow ones are all drawn', () => {
    const many = rigLoad({ seconds: 200, rate: 100, troubles: [{ fromMs: 500, toMs: 1_000, outcome: 'held' }] });
    const chosen = chooseDots(many);
    expect(chosen.length).toBeLessThan(dotsMax * 1.2);
    const slow = many.filter(({ dueMs, endMs }) => endMs - dueMs > 300);
    expect(slow.length).toBeGreaterThan(10);
    expect(slow.every((record) => chosen.includes(record))).toBe(true);
  });
});
