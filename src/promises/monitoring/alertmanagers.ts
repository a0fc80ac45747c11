import { hostsWithRole } from '../../platform/per-platform.ts';
import { type Host, ports } from '../../platform/platform.ts';
import { alertmanagerConfiguration } from '../../services/alertmanager/paths.ts';
import { hostTls } from '../../services/host-tls.ts';
import { readOutput } from '../output.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, judgeEach, withProgram } from '../verdict.ts';
import { apiQuestions, readApi } from './prometheus-api.ts';

const alertmanagersPath = '/api/v1/alertmanagers';

/** Alerts go to every Alertmanager, and to nobody else. */
export function alertmanagersKnown({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'monitoring');
  const expected = hosts.map(({ privateAddress }) => `https://${privateAddress}:${ports.alertmanager}/api/v2/alerts`);
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
      input: script,
      timeoutMs: 15_000,
    })),
    judge: judgeEach(hosts, ({ name }, answer) => {
      const output = readOutput(`${name}, asked for the configuration of its Alertmanager,`, answer);
      return output.ok ? judgeLoaded(name, output.stdout) : output.finding;
    }),
  };
}

function metricsUrl({ privateAddress }: Host): string {
  return `https://${privateAddress}:${ports.alertmanager}/metrics`;
}

const script = `set -u
echo "changed $(stat -c %Y "$1")"
if said=$(amtool check-config "$1" 2>&1); then echo 'check passed'; else echo "check failed $(printf '%s' "$said" | tr '\\n' ' ')"; fi
curl -q -fsS --max-time 5 --cacert ${hostTls.authority} --cert ${hostTls.certificate} --key ${hostTls.key} "$2" | grep '^alertmanager_config_last_reload_'
`;

function judgeLoaded(host: string, stdout: string): Finding {
  const changed = Number(/^changed (\d+)$/m.exec(stdout)?.[1] ?? Number.NaN);
  const failed = /^check failed (.*)$/m.exec(stdout)?.[1];
  const successful = /^alertmanager_config_last_reload_successful (\S+)$/m.exec(stdout)?.[1];
  const at = /^alertmanager_config_last_reload_success_timestamp_seconds (\S+)$/m.exec(stdout)?.[1];
  return {
    faults: [
      ...(failed === undefined ? [] : [`amtool on ${host} should accept the configuration, and says: ${failed}.`]),
      ...(successful === '1'
        ? []
        : [
            `The Alertmanager of ${host} should have loaded its configuration, and its last attempt failed (${successful ?? 'no metric'}).`,
          ]),
      // The file's time is in whole seconds.
      ...(Math.floor(Number(at ?? Number.NaN)) >= changed
        ? []
        : [`The Alertmanager of ${host} runs with an older configuration than the file on its disk.`]),
    ],
    evidence: `${host} loaded its configuration of Alertmanager after the last change of the file`,
  };
}
