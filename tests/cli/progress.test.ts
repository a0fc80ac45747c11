import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choosePaint, plain } from '../../src/cli/paint.ts';
import { labProgress } from '../../src/cli/progress/lab-progress.ts';
import type { ProgressEvent } from '../../src/cli/progress/progress-event.ts';
import { advance, type ProgressModel, startModel } from '../../src/cli/progress/progress-model.ts';
import { formatSeconds, renderFrame } from '../../src/cli/progress/render-frame.ts';
import { renderLine } from '../../src/cli/progress/render-line.ts';
import { upProgress } from '../../src/cli/progress/up-progress.ts';
import type { Step } from '../../src/plan/plan.ts';

const hosts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `web-${index + 1}`, label: 'web app' }));

function play(model: ProgressModel, events: readonly ProgressEvent[]): ProgressModel {
  return events.reduce((current, event, index) => advance(current, event, index * 100), model);
}

const frame = (model: ProgressModel, columns: number, rows: number) =>
  renderFrame(model, 'example.test · lab', { startedMs: 0, nowMs: 12_345 }, { columns, rows }, plain);

describe('the live display', () => {
  test('has a line for each host from the beginning', () => {
    expect(frame(startModel(hosts(3)), 60, 24)).toMatchInlineSnapshot(`
      "example.test · lab                                   12.3 s
      · web-1  web app  waiting                                  
      · web-2  web app  waiting                                  
      · web-3  web app  waiting                                  "
    `);
  });

  test('shows the step of each host, images only while they are built, and what failed', () => {
    const model = play(startModel(hosts(3)), [
      { scope: 'image', name: 'nginx', step: 'build', state: 'start' },
      { scope: 'image', name: 'nginx', step: 'build', state: 'done' },
      { scope: 'image', name: 'haproxy', step: 'build', state: 'start' },
      { scope: 'image', name: 'haproxy', step: 'build', state: 'note', detail: 'Unpacking\u001B[1m haproxy\tnow' },
      { scope: 'host', name: 'web-1', step: 'boot', state: 'start' },
      { scope: 'host', name: 'web-2', step: 'changed', state: 'done' },
      { scope: 'host', name: 'web-3', step: 'restart nginx.service', state: 'fail' },
      { scope: 'site', name: 'site', step: 'answers', state: 'start' },
    ]);
    expect(frame(model, 72, 24)).toMatchInlineSnapshot(`
      "example.test · lab                                               12.3 s
      ⠼ haproxy  image    build: Unpacking haproxy now                 12.1 s
      ⠼ web-1    web app  boot                                         11.9 s
      ✓ web-2    web app  changed                                       0.0 s
      ✗ web-3    web app  restart nginx.service                         0.0 s
      ⠼ site     site     answers                                      11.6 s"
    `);
  });

  test('counts what does not fit, and keeps failures', () => {
    const events: ProgressEvent[] = [
      ...hosts(30).map(({ name }): ProgressEvent => ({ scope: 'host', name, step: 'boot', state: 'start' })),
      ...hosts(10).map(({ name }): ProgressEvent => ({ scope: 'host', name, step: 'changed', state: 'done' })),
      { scope: 'host', name: 'web-30', step: 'boot', state: 'fail' },
    ];
    const text = frame(play(startModel(hosts(400)), events), 80, 12);
    expect(text.split('\n').length).toBeLessThan(12);
    expect(text).toContain('✗ web-30');
    expect(text).toContain('✓ 10 ready');
    expect(text).toContain('· 370 waiting');
    expect(text).toContain('more at work');
  });

  test('never is wider than the terminal nor taller', () => {
    const event = fc.record({
      scope: fc.constantFrom('image', 'release', 'host', 'site'),
      name: fc.oneof(fc.constantFrom('web-1', 'web-2'), fc.string({ maxLength: 60 })),
      step: fc.string({ maxLength: 200 }),
      state: fc.constantFrom('start', 'note', 'ok', 'done', 'fail', 'skip'),
      detail: fc.option(fc.string({ maxLength: 200 }), { nil: undefined }),
    }) as fc.Arbitrary<ProgressEvent>;
    const colours = choosePaint(true, true, {});
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 60 }),
        fc.integer({ min: 60, max: 140 }),
        fc.integer({ min: 8, max: 50 }),
        (events, columns, rows) => {
          const model = play(startModel(hosts(10)), events);
          const times = { startedMs: 0, nowMs: 99_999 };
          const lines = renderFrame(model, 'title', times, { columns, rows }, colours).split('\n');
          expect(lines.length).toBeLessThan(rows);
          for (const line of lines) expect(stripVTControlCharacters(line).length).toBeLessThan(columns);
        },
      ),
      { numRuns: 100 },
    );
  });
});

test('without a terminal each event that matters is one line', () => {
  const step: ProgressEvent = { scope: 'host', name: 'web-1', step: 'restart nginx.service', state: 'ok' };
  expect(renderLine(step, 1234, false)).toBe('[  1.2 s] web-1: restart nginx.service ok');
  expect(renderLine({ ...step, state: 'fail', detail: 'no luck' }, 61_000, false)).toBe(
    '[1 min 1 s] web-1: restart nginx.service FAILED: no luck',
  );
  expect(renderLine({ ...step, minor: true }, 0, false)).toBeUndefined();
  expect(renderLine({ ...step, minor: true }, 0, true)).toContain('ok');
  expect(renderLine({ ...step, minor: true, state: 'fail' }, 0, false)).toContain('FAILED');
  expect(renderLine({ ...step, state: 'start' }, 0, false)).toBeUndefined();
  expect(renderLine({ ...step, state: 'start' }, 0, true)).toContain('…');
  expect(renderLine({ ...step, state: 'note', detail: 'x' }, 0, false)).toBeUndefined();
});

test('of all steps on a host a log has those that somebody may notice', () => {
  const about = { reason: 'new', disruption: 'none' } as const;
  const steps: Step[] = [
    { ...about, kind: 'file', path: '/etc/a', action: 'create', secret: false },
    { ...about, kind: 'release', name: 'app', id: '1', action: 'unpack', before: undefined },
    { ...about, kind: 'release', name: 'app', id: '1', action: 'link', before: undefined },
    { ...about, kind: 'unit', unit: 'nginx.service', action: 'enable', order: 1, waits: true },
    { ...about, kind: 'unit', unit: 'nginx.service', action: 'restart', order: 1, waits: true },
  ];
  const translate = upProgress();
  const minor = steps.map((step) =>
    translate({ kind: 'apply', event: { kind: 'step', host: 'web-1', index: 0, count: 1, step, state: 'ok' } }).map(
      (shown) => shown.minor,
    ),
  );
  expect(minor.flat()).toEqual([true, false, true, true, false]);
});

test('an image that is there already is not worth a line', () => {
  const image = { kind: 'image', image: 'k', contents: 'nginx', detail: undefined, elapsedMs: 1 } as const;
  expect(labProgress({ ...image, state: 'cached' })).toBeUndefined();
  expect(labProgress({ ...image, state: 'building' })).toMatchObject({ name: 'nginx', state: 'start' });
});

test.each([
  [0, '0.0 s'],
  [59_940, '59.9 s'],
  [60_000, '1 min 0 s'],
  [125_400, '2 min 5 s'],
])('%d ms reads as %s', (ms, text) => {
  expect(formatSeconds(ms)).toBe(text);
});
