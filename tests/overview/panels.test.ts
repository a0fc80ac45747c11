import { expect, test } from 'vitest';
import { fillInterval, fillLegend, panels, panelsOfHost, sections } from '../../src/overview/panels.ts';

test('no two panels have one name', () => {
  for (const names of [panels.map(({ id }) => id), panels.map(({ title }) => title)]) {
    expect(new Set(names).size).toBe(names.length);
  }
});

test('every section has panels', () => {
  expect(new Set(panels.map(({ section }) => section))).toEqual(new Set(Object.keys(sections)));
});

test('a panel of a host asks for its series alone', () => {
  const asked = panelsOfHost('web-1').flatMap(({ queries }) => queries.map(({ expr }) => expr));
  expect(asked).toContain('sum by (server) (smartx:edge_requests:rate1m{server="web-1"})');
  expect(asked).toContain('smartx:host_cpu:ratio{host="web-1"}');
  expect(asked.filter((expr) => !expr.includes('="web-1"}'))).toEqual([]);
});

test('only hosts that can have a line get the panel of it', () => {
  const lag = panelsOfHost('db-1').find(({ title }) => title === 'Replication lag');
  expect(lag?.roles).toEqual(['database']);
});

test.each([
  ['{{host}}', 'lb-1'],
  ['{{host}} to {{server}}', 'lb-1 to web-2'],
  ['p50', 'p50'],
  ['{{nothing}}', ''],
])('the legend %s', (legend, filled) => {
  expect(fillLegend(legend, { host: 'lb-1', server: 'web-2' })).toBe(filled);
});

test('the time between two points is filled in', () => {
  expect(fillInterval('min_over_time(smartx:site_up[$__interval])', 15)).toBe('min_over_time(smartx:site_up[15s])');
});
