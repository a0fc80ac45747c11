/** Labels. */
export type Alert = Readonly<Record<string, string>>;

interface Route {
  readonly matchers: readonly string[];
  readonly receiver: string;
  readonly groupBy: readonly string[];
}

interface Inhibition {
  readonly source: readonly string[];
  readonly target: readonly string[];
  readonly equal: readonly string[];
}

export interface Routes {
  /** The last one takes everything. */
  readonly routes: readonly Route[];
  readonly inhibitions: readonly Inhibition[];
}

/** Of alertmanager.yml as we write it: no other YAML. */
export function readRoutes(text: string): Routes {
  const [, route = '', nested = '', rules = ''] =
    /\nroute:\n(.*?)\n {2}routes:\n(.*?)\ninhibit_rules:\n(.*?)\nreceivers:\n/s.exec(text) ?? [];
  const top = { matchers: [], receiver: value(route, 'receiver'), groupBy: list(route, 'group_by') };
  const items = (part: string) => part.split(/^ +- /m).slice(1);
  const routes = items(nested).map((item) => ({
    matchers: list(item, 'matchers'),
    receiver: value(item, 'receiver'),
    groupBy: item.includes('group_by') ? list(item, 'group_by') : top.groupBy,
  }));
  const inhibitions = items(rules).map((item) => ({
    source: list(item, 'source_matchers'),
    target: list(item, 'target_matchers'),
    equal: list(item, 'equal'),
  }));
  if (routes.length === 0 || inhibitions.length === 0) throw new Error(`no routes in ${text}`);
  return { routes: [...routes, top], inhibitions };
}

function value(part: string, key: string): string {
  return new RegExp(`^ *${key}: (.*)$`, 'm').exec(part)?.[1] ?? '';
}

function list(part: string, key: string): readonly string[] {
  const words = /^\[(.*)\]$/.exec(value(part, key))?.[1] ?? '';
  return words.split(/, /).map((word) => word.replace(/^'(.*)'$/, '$1'));
}

/** Who is told of what, in which groups. Quieted alerts are told to nobody, and an alert does not quiet itself. */
export function messagesOf(routes: Routes, alerts: readonly Alert[]) {
  const groups = new Map<string, { receiver: string; alerts: string[] }>();
  for (const alert of alerts) {
    if (isQuiet(routes, alert, alerts)) continue;
    const route = routeOf(routes, alert);
    const key = JSON.stringify([route.receiver, ...route.groupBy.map((name) => alert[name] ?? '')]);
    const group = groups.get(key) ?? { receiver: route.receiver, alerts: [] };
    group.alerts.push([alert.alertname, alert.host].filter((word) => word !== undefined).join(' '));
    groups.set(key, group);
  }
  return [...groups.values()];
}

export function receiversOf(routes: Routes, alert: Alert): string {
  return routeOf(routes, alert).receiver;
}

function routeOf({ routes }: Routes, alert: Alert): Route {
  return routes.find(({ matchers }) => matches(alert, matchers))!;
}

/** A label that is missing on both sides is equal (prometheus.io/docs, "Alerting: Configuration", inhibit_rule). */
function isQuiet({ inhibitions }: Routes, alert: Alert, alerts: readonly Alert[]): boolean {
  return inhibitions.some(
    ({ source, target, equal }) =>
      matches(alert, target) &&
      alerts.some(
        (other) =>
          other !== alert &&
          matches(other, source) &&
          equal.every((name) => (other[name] ?? '') === (alert[name] ?? '')),
      ),
  );
}

function matches(alert: Alert, matchers: readonly string[]): boolean {
  return matchers.every((matcher) => {
    const [, name = '', operator, wanted] = /^(\w+)(!?=)"(.*)"$/.exec(matcher) ?? [];
    if (operator === undefined) throw new Error(`what is ${matcher}?`);
    return ((alert[name] ?? '') === wanted) === (operator === '=');
  });
}
