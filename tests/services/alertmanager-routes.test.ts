import { describe, expect, test } from 'vitest';
import { renderAlertmanager } from '../../src/services/alertmanager/render.ts';
import { lowerAlertingRules } from '../../src/services/prometheus/lower-rules.ts';
import { samplePlatform } from '../platform/sample.ts';
import { type Alert, messagesOf, readRoutes } from './alertmanager-routes.ts';

const configuration = renderAlertmanager({
  people: { name: 'people', webhook: { urlFile: '/etc/smartx/alerts/webhook-url' } },
  deadMan: { name: 'dead-man', webhook: { urlFile: '/etc/smartx/alerts/dead-man-url' } },
});
const routes = readRoutes(configuration);
const rules = lowerAlertingRules(samplePlatform());

/** As Prometheus sends it; a rule that is about a host says so in its summary. */
function alertOf(alertname: string, more: Alert = {}): Alert {
  const { severity, tier, summary } = rules.find(({ alert }) => alert === alertname)!;
  expect(summary.includes('{{ $labels.host }}'), `${alertname} is about a host`).toBe('host' in more);
  return { alertname, severity, tier, ...more };
}

describe('of a host that is gone, one message tells', () => {
  test.each([
    ['ns-1', ['NameServerSilent', 'SiteAddressWrong']],
    ['lb-1', ['LoadBalancerSilent']],
    ['web-1', ['WebHostOut', 'AppHostOut']],
    ['db-3', ['DatabaseDown', 'DatabaseGroupIncomplete']],
    ['mon-2', ['AlertsDoNotArrive']],
  ])('%s', (host, others) => {
    const alerts = ['HostDown', 'MetricsMissing', 'ServiceFailed', ...others].map((name) => alertOf(name, { host }));
    expect(messagesOf(routes, alerts)).toEqual([{ receiver: 'people', alerts: [`HostDown ${host}`] }]);
  });

  test('and what is about another one is told', () => {
    const alerts = [alertOf('HostDown', { host: 'web-1' }), alertOf('HostDiskFilling', { host: 'web-2' })];
    expect(messagesOf(routes, alerts)).toHaveLength(2);
  });

  test('and what is about the whole site is told', () => {
    const alerts = [alertOf('HostDown', { host: 'web-1' }), alertOf('SiteFailing')];
    expect(messagesOf(routes, alerts)).toHaveLength(2);
  });
});

test('alerts about one host are one message', () => {
  const alerts = ['HostDiskFull', 'DatabaseDown'].map((name) => alertOf(name, { host: 'db-1' }));
  expect(messagesOf(routes, alerts)).toEqual([
    { receiver: 'people', alerts: ['HostDiskFull db-1', 'DatabaseDown db-1'] },
  ]);
});

test('what is critical quiets warnings of its tier on its host, and no other ones', () => {
  const of = (names: readonly string[], host: string) => names.map((name) => alertOf(name, { host }));
  expect(messagesOf(routes, of(['HostDiskFull', 'HostDiskFilling'], 'db-1'))[0]?.alerts).toEqual(['HostDiskFull db-1']);
  expect(messagesOf(routes, of(['HostDiskFull', 'DatabaseLagging'], 'db-1'))[0]?.alerts).toHaveLength(2);
  expect(
    messagesOf(routes, [...of(['HostDiskFull'], 'db-1'), ...of(['HostDiskFilling'], 'db-2')]).flatMap(
      ({ alerts }) => alerts,
    ),
  ).toHaveLength(2);
});

test('the dead man is called whatever else fires', () => {
  const alerts = [alertOf('Watchdog'), alertOf('AlertsDoNotArrive', { host: 'mon-1' }), alertOf('NobodyIsTold')];
  expect(messagesOf(routes, alerts)).toContainEqual({ receiver: 'dead-man', alerts: ['Watchdog'] });
});

test('a drill is told to nobody, and quiets nothing that is real', () => {
  const drill = { drill: 'alerts' };
  const alerts = [
    ...['HostDown', 'HostDiskFull'].map((name) => alertOf(name, { host: 'db-1', ...drill })),
    alertOf('Watchdog', drill),
    alertOf('HostDiskFilling', { host: 'db-1' }),
  ];
  const messages = messagesOf(routes, alerts);
  expect(messages.filter(({ receiver }) => receiver !== 'nobody')).toEqual([
    { receiver: 'people', alerts: ['HostDiskFilling db-1'] },
  ]);
  expect(messages.flatMap((message) => message.alerts)).toHaveLength(alerts.length);
});
