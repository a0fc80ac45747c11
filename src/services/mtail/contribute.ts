import { latencyBucketsMs } from '../../platform/latency-buckets.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { collectedLogs, logReaders, trafficMetricsPort } from '../collected-logs.ts';
import { publicFile, writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';
import type { Contribution } from '../manifest.ts';
import { renderLogProgram } from './render-program.ts';

/** mtail on monitoring hosts: reads the collected lines as they come, and has numbers of them for Prometheus beside it. */
export function contributeMtail(_platform: Platform, { roles }: Host): Contribution {
  if (!roles.includes('monitoring')) return {};
  return {
    packages: ['mtail'],
    directories: [{ path: programDirectory, mode: 0o755, owner: 'root', group: 'root' }],
    files: [publicFile(programPath, renderLogProgram(latencyBucketsMs)), publicFile(unitPath, renderUnit())],
    units: [
      {
        name: unitName,
        kind: 'service',
        order: 90,
        restartOn: [programPath, unitPath].sort(),
        reloadOn: [],
        restartDisruption: 'none',
      },
    ],
    listens: [{ protocol: 'tcp', address: 'loopback', port: trafficMetricsPort, process: 'mtail' }],
    probes: [
      {
        name: 'mtail reads collected logs',
        argv: [
          'sh',
          '-c',
          `curl -fsS --max-time 3 ${metricsUrl} | grep -q '^mtail_prog_loads_total{prog="smartx.mtail"} [1-9]'`,
        ],
        timeoutMs: 10_000,
      },
    ],
  };
}

/** Ours alone: it reads every program in it. */
const programDirectory = '/etc/smartx/mtail';
const programPath = `${programDirectory}/smartx.mtail`;
const unitName = 'smartx-log-metrics.service';
const unitPath = `/etc/systemd/system/${unitName}`;
const metricsUrl = `http://127.0.0.1:${trafficMetricsPort}/metrics`;

/** A unit of our own: Debian 12's package has none. The user comes with the package. */
function renderUnit(): string {
  return `# ${writtenBySmartx}
[Unit]
Description=Numbers out of collected logs (mtail)
StartLimitIntervalSec=0

[Service]
User=mtail
Group=${logReaders}
ExecStart=/usr/bin/mtail --progs ${programDirectory} --logs ${collectedLogs.directory}/*/*.log --address 127.0.0.1 --port ${trafficMetricsPort} --logtostderr --emit_prog_label=false
# It says a line or more for each log that it looks at; what is wrong it says in its metrics, too.
StandardError=null
Restart=always
RestartSec=1
CPUWeight=20
MemoryMax=256M
${hardening}
[Install]
WantedBy=multi-user.target
`;
}

const hardening = renderHardening({ ProtectProc: 'not set', ProcSubset: 'not set' });
