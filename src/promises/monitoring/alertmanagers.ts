import { hostsWithRole } from '../../platform/per-platform.ts';
import { type Host, ports } from '../../platform/platform.ts';
import { alertmanagerConfiguration } from '../../services/alertmanager/paths.ts';
import { hostTlsCurl } from '../../services/host-tls.ts';
import { alertmanagerUrl } from '../../services/local-endpoints.ts';
import { readOutput } from '../output.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { judgeEach, withProgram } from '../verdict.ts';
import { judgeLoaded, type Loader, loadedScript } from './judge-loaded.ts';
import { apiQuestions, readApi } from './prometheus-api.ts';

const alertmanagersPath = '/api/v1/alertmanagers';

/** Alerts go to every Alertmanager, and to nobody else. */
export function alertmanagersKnown({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'monitoring');
  const expected = hosts.map(alertmanagerUrl);
  return {
    id: 'monitoring.alerts-handed-over',
    tier: 'monitoring',
    claim: 'Every Prometheus hands its alerts to every Alertmanager of the platform, and to no other one.',
    method: 'Each Prometheus is asked which Alertmanagers it knows.',
    limits: 'That they take them: the drill of alerts shows that.',
    questions: apiQuestions(platform, alertmanagersPath),
    judge: withProgram(
      'curl',
      judgeEach(hosts, (host, answer) => {
        const read = readApi(host, alertmanagersPath, answer);
        if (!read.ok) return read.finding;
        const { activeAlertmanagers = [] } = read.data as { activeAlertmanagers?: readonly { url: string }[] };
        const known = activeAlertmanagers.map(({ url }) => url);
        return {
          faults: [
            ...expected
              .filter((url) => !known.includes(url))
              .map((url) => `The Prometheus of ${host.name} should hand its alerts to ${url}, and does not know it.`),
            ...known
              .filter((url) => !expected.includes(url))
              .map((url) => `The Prometheus of ${host.name} hands its alerts to ${url}, which nobody declared.`),
          ],
          evidence: `${host.name} hands its alerts to ${known.length} of ${expected.length}`,
        };
      }),
    ),
  };
}

/** What lies on the disk is what Alertmanager runs with. */
export function alertmanagerLoaded({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'monitoring');
  return {
    id: 'monitoring.alertmanager-loaded',
    tier: 'monitoring',
    claim: 'Alertmanager has loaded its configuration, and it is not older than the file.',
    method:
      'Each monitoring host checks the file with amtool and compares its time with that of the last successful load (metrics alertmanager_config_last_reload_…).',
    limits: 'That the file is the compiled one is promised with the host (drift).',
    questions: hosts.map((host) => ({
      from: { kind: 'host', host: host.name },
      label: `${host.name}: the configuration of Alertmanager`,
      argv: ['sh', '-s', '--', alertmanagerConfiguration, metricsUrl(host)],
      input: loadedScript(alertmanager),
      timeoutMs: 15_000,
    })),
    judge: judgeEach(hosts, ({ name }, answer) => {
      const output = readOutput(`${name}, asked for the configuration of its Alertmanager,`, answer);
      return output.ok ? judgeLoaded(name, alertmanager, output.stdout) : output.finding;
    }),
  };
}

function metricsUrl({ privateAddress }: Host): string {
  return `https://${privateAddress}:${ports.alertmanager}/metrics`;
}

const alertmanager: Loader = {
  daemon: 'Alertmanager',
  prefix: 'alertmanager',
  checker: ['amtool', 'check-config'],
  connection: hostTlsCurl,
};
