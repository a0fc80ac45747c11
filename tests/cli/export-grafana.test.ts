import { expect, test } from 'vitest';
import { grafanaDashboard } from '../../src/cli/export/grafana-dashboard.ts';
import { panels, sections } from '../../src/overview/panels.ts';
import { lowerRecordingRules } from '../../src/services/prometheus/lower-recording-rules.ts';
import { lowerRuleFiles } from '../../src/services/prometheus/lower-rules.ts';
import { samplePlatform } from '../platform/sample.ts';

interface GrafanaPanel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string; readonly refId: string }[];
}

interface GrafanaDashboard {
  readonly schemaVersion: number;
  readonly panels: readonly GrafanaPanel[];
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
}

const dashboard = grafanaDashboard('foobar.com', 'lab') as GrafanaDashboard;
const charts = dashboard.panels.filter(({ type }) => type === 'timeseries');

test('every panel of the page is there, with everything it asks', () => {
  expect(
    charts.map(({ title, targets = [] }) => [title, targets.map(({ expr, legendFormat }) => [expr, legendFormat])]),
  ).toEqual(panels.map(({ title, queries }) => [title, queries.map(({ expr, legend }) => [expr, legend])]));
  const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
  expect(rows).toEqual(Object.values(sections));
});

test('it names no Prometheus, and alerts are marks in every chart', () => {
  expect(dashboard.templating.list).toMatchObject([{ name: 'datasource', type: 'datasource' }]);
  expect(JSON.stringify(dashboard.panels).match(/"uid":"(?!\$\{datasource\}")/)).toBeNull();
  expect(dashboard.annotations.list.map(({ expr }) => expr)).toEqual([
    'ALERTS{alertname!="Watchdog",alertstate="firing"}',
  ]);
});

test('ids are of one panel each, and none lies on another', () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
});

test('every series that a chart asks for is one that recording rules make', () => {
  const platform = samplePlatform();
  const rules = [...lowerRecordingRules(platform), ...lowerRuleFiles(platform).flatMap(({ records }) => records)];
  const recorded = new Set(rules.map(({ record }) => record));
  const names = panels.flatMap(({ queries }) =>
    queries.flatMap(({ expr }) => expr.match(/\bsmartx:[\w:]+/g) ?? [expr]),
  );
  expect(names.filter((name) => !recorded.has(name))).toEqual([]);
});
