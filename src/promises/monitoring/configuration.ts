import { hostsWithRole } from '../../platform/per-platform.ts';
import { prometheusListen } from '../../services/local-endpoints.ts';
import { configurationPath } from '../../services/prometheus/contribute.ts';
import { readOutput } from '../output.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, judgeEach } from '../verdict.ts';

/** What lies on the disk is what Prometheus runs with. */
export function configuration({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'monitoring');
  return {
    id: 'monitoring.configuration-loaded',
    tier: 'monitoring',
    claim: 'Prometheus has loaded its configuration, and it is not older than the file.',
    method: `Each monitoring host checks the file with promtool and compares its time with that of the last successful load (metrics prometheus_config_last_reload_…).`,
    limits: 'That the file is the compiled one is promised with the host (drift).',
    questions: hosts.map((host) => ({
      from: { kind: 'host', host: host.name },
      label: `${host.name}: the configuration of Prometheus`,
      argv: ['sh', '-s', '--', configurationPath, `http://${prometheusListen}/metrics`],
      input: script,
      timeoutMs: 15_000,
    })),
    judge: judgeEach(hosts, (host, answer) => {
      const output = readOutput(`${host.name}, asked for the configuration of its Prometheus,`, answer);
      return output.ok ? judgeLoaded(host.name, output.stdout) : output.finding;
    }),
  };
}

const script = `set -u
echo "changed $(stat -c %Y "$1")"
if said=$(promtool check config "$1" 2>&1); then echo 'check passed'; else echo "check failed $(printf '%s' "$said" | tr '\\n' ' ')"; fi
curl -q -fsS --max-time 5 "$2" | grep '^prometheus_config_last_reload_'
`;

function judgeLoaded(host: string, stdout: string): Finding {
  const changed = Number(/^changed (\d+)$/m.exec(stdout)?.[1] ?? Number.NaN);
  const failed = /^check failed (.*)$/m.exec(stdout)?.[1];
  const successful = /^prometheus_config_last_reload_successful (\S+)$/m.exec(stdout)?.[1];
  const loaded = Number(
    /^prometheus_config_last_reload_success_timestamp_seconds (\S+)$/m.exec(stdout)?.[1] ?? Number.NaN,
  );
  return {
    faults: [
      ...(failed === undefined ? [] : [`promtool on ${host} should accept the configuration, and says: ${failed}.`]),
      ...(successful === '1'
        ? []
        : [
            `The Prometheus of ${host} should have loaded its configuration, and its last attempt failed (${successful ?? 'no metric'}).`,
          ]),
      // The file's time is in whole seconds.
      ...(Math.floor(loaded) >= changed
        ? []
        : [`The Prometheus of ${host} runs with an older configuration than the file on its disk.`]),
    ],
    evidence: `${host} loaded its configuration after the last change of the file`,
  };
}
