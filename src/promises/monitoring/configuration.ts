import { hostsWithRole } from '../../platform/per-platform.ts';
import { prometheusListen } from '../../services/local-endpoints.ts';
import { configurationPath } from '../../services/prometheus/contribute.ts';
import { readOutput } from '../output.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { judgeEach } from '../verdict.ts';
import { judgeLoaded, type Loader, loadedScript } from './judge-loaded.ts';

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
      input: loadedScript(prometheus),
      timeoutMs: 15_000,
    })),
    judge: judgeEach(hosts, (host, answer) => {
      const output = readOutput(`${host.name}, asked for the configuration of its Prometheus,`, answer);
      return output.ok ? judgeLoaded(host.name, prometheus, output.stdout) : output.finding;
    }),
  };
}

const prometheus: Loader = {
  daemon: 'Prometheus',
  prefix: 'prometheus',
  checker: ['promtool', 'check', 'config'],
};
