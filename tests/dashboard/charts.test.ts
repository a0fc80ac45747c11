import { describe, expect, test } from 'vitest';
import { alignLine, extentOf, timesOf } from '../../dashboard/page/charts/align.ts';
import { format, formatDuration } from '../../dashboard/page/charts/format.ts';
import { readEpisodes } from '../../dashboard/page/parts/episodes.ts';

describe('numbers as people say them', () => {
  test.each([
    [undefined, 'perSecond', '–'],
    [Number.NaN, 'ratio', '–'],
    [0, 'perSecond', '0/s'],
    [44.567, 'perSecond', '44.6/s'],
    [1_320.4, 'perSecond', '1,320/s'],
    [0, 'seconds', '0 s'],
    [0.0457, 'seconds', '45.7 ms'],
    [2.5, 'seconds', '2.5 s'],
    [0.0002, 'ratio', '0.02 %'],
    [1, 'ratio', '100 %'],
    [0, 'bytesPerSecond', '0 B/s'],
    [999, 'bytesPerSecond', '999 B/s'],
    [62_400, 'bytesPerSecond', '62.4 kB/s'],
    [1e18, 'bytesPerSecond', '1,000,000 TB/s'],
    [1, 'state', 'yes'],
    [0, 'state', 'no'],
  ] as const)('%s %s', (value, unit, text) => {
    expect(format(value, unit)).toBe(text);
  });

  test.each([
    [0.4, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3_661, '1 h 1 min'],
    [86_400 * 21, '21 d'],
    [86_400 * 2 + 3 * 3600 + 59, '2 d 3 h'],
  ])('%s seconds', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

const span = { start: 100, end: 130, step: 10 };

test('what was not measured is a gap', () => {
  const line = {
    labels: {},
    points: [
      [100, 1],
      [120, Number.NaN],
      [130, 4],
    ],
  } as const;
  expect(timesOf(span)).toEqual([100, 110, 120, 130]);
  expect(alignLine('a', line, span).values).toEqual([1, null, null, 4]);
});

test.each([
  [[1, 5, null, 4], { now: 4, least: 1, greatest: 5 }],
  [[1, 5, 4, null], { now: 4, least: 1, greatest: 5 }],
  [[1, 5, null, null], { now: undefined, least: 1, greatest: 5 }],
  [[], { now: undefined, least: undefined, greatest: undefined }],
])('what a chart says of %j', (values, extent) => {
  expect(extentOf(values)).toEqual(extent);
});

test('a gap ends an episode of an alert, and what fires now is not over', () => {
  const labels = { alertname: 'HostDown', severity: 'critical', host: 'web-1' };
  const points = [10, 20, 60, 70, 80].map((at) => [at, 1] as const);
  expect(readEpisodes([{ labels, points }], 10, 80)).toEqual([
    { name: 'HostDown', severity: 'critical', host: 'web-1', start: 60, end: 90, isOver: false },
    { name: 'HostDown', severity: 'critical', host: 'web-1', start: 10, end: 30, isOver: true },
  ]);
});
