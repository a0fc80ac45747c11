import { alertHistory, type Panel, panels, type Section, sections, type Unit } from '../../overview/panels.ts';

/**
 * A dashboard in the form that Grafana imports (grafana.com/docs, "JSON model"): a row for each section, a panel for each
 * chart. Which Prometheus it reads is a variable, so that nothing of one installation is in it.
 */
export function grafanaDashboard(domain: string, environment: string): unknown {
  return {
    uid: `smartx-${environment}`,
    title: `${domain} (${environment})`,
    description: 'Written by smartx export grafana: the charts of the dashboard on the monitoring hosts.',
    tags: ['smartx'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '15s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    templating: { list: [datasourceVariable] },
    annotations: { list: [alertsAsAnnotations] },
    panels: layOut(),
  };
}

const datasource = { type: 'prometheus', uid: `\${datasource}` } as const;

const datasourceVariable = {
  name: 'datasource',
  label: 'Prometheus',
  type: 'datasource',
  query: 'prometheus',
  hide: 0,
  includeAll: false,
  multi: false,
  refresh: 1,
} as const;

/** What fires is a coloured stretch in every chart, as the history of alerts is on the page. */
const alertsAsAnnotations = {
  name: 'Alerts',
  datasource,
  enable: true,
  iconColor: 'red',
  expr: alertHistory(),
  titleFormat: '{{alertname}}',
  textFormat: '{{host}}',
  tagKeys: 'severity',
  step: '30s',
} as const;

/** Grafana's grid has 24 columns: three charts beside each other. */
const columns = 3;
const size = { w: 24 / columns, h: 9 } as const;

function layOut(): readonly unknown[] {
  const placed: unknown[] = [];
  let y = 0;
  for (const section of Object.keys(sections) as Section[]) {
    const own = panels.filter((panel) => panel.section === section);
    const row = { title: sections[section], type: 'row', collapsed: false, gridPos: { x: 0, y, w: 24, h: 1 } };
    placed.push({ ...row, id: placed.length + 1, panels: [] });
    for (const [at, panel] of own.entries()) {
      const gridPos = { ...size, x: (at % columns) * size.w, y: y + 1 + Math.floor(at / columns) * size.h };
      placed.push({ id: placed.length + 1, gridPos, ...grafanaPanel(panel) });
    }
    y += 1 + Math.ceil(own.length / columns) * size.h;
  }
  return placed;
}

function grafanaPanel({ title, about, unit, queries }: Panel) {
  return {
    title,
    description: about,
    type: 'timeseries',
    datasource,
    fieldConfig: {
      defaults: {
        ...units[unit],
        min: 0,
        custom: { lineWidth: 1, fillOpacity: queries.length === 1 ? 6 : 0, showPoints: 'never' },
      },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'min', 'max'] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
    targets: queries.map(({ expr, legend }, at) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + at),
      datasource,
      expr,
      legendFormat: legend,
      range: true,
    })),
  };
}

/** Grafana's own names of units. */
const units: Readonly<Record<Unit, { readonly unit: string; readonly max?: number }>> = {
  perSecond: { unit: 'reqps' },
  seconds: { unit: 's' },
  ratio: { unit: 'percentunit' },
  bytesPerSecond: { unit: 'Bps' },
  state: { unit: 'bool_yes_no', max: 1 },
};
