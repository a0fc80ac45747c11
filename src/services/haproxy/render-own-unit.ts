import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';

interface OwnUnit {
  /** After "Smartx: ". */
  readonly description: string;
  readonly configurationPath: string;
  /** Between its end and its next start, as systemd.time(7) writes it. */
  readonly restartAfter: string;
  /** Further lines of its section Service. */
  readonly settings?: readonly string[];
}

/** An unprivileged HAProxy of our own, independent of Debian's haproxy.service. */
export function renderOwnUnit({ description, configurationPath, restartAfter, settings = [] }: OwnUnit): string {
  return `# ${writtenBySmartx}
[Unit]
Description=Smartx: ${description}
Documentation=man:haproxy(1)
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
Type=notify
User=haproxy
Group=haproxy
ExecStart=/usr/sbin/haproxy -Ws -f ${configurationPath}
ExecReload=/usr/sbin/haproxy -c -q -f ${configurationPath}
ExecReload=/bin/kill -USR2 $MAINPID
KillMode=mixed
SuccessExitStatus=143
Restart=always
RestartSec=${restartAfter}
TimeoutStopSec=5
${settings.map((line) => `${line}\n`).join('')}${hardening}
[Install]
WantedBy=multi-user.target
`;
}

// HAProxy pins its threads where a machine has several NUMA nodes, which is a call about resources.
const hardening = renderHardening({ SystemCallFilter: '@system-service' });
