import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';
import { paths, user } from './paths.ts';

/** An Nginx of its own beside whatever Debian's nginx.service does on the host; it is never root. */
export function renderUnit(): string {
  return `# ${writtenBySmartx}
[Unit]
Description=Smartx: the dashboard
Documentation=man:nginx(8)
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
Type=exec
User=${user}
Group=${user}
ExecStart=/usr/sbin/nginx -e stderr -c ${paths.configuration} -g 'daemon off;'
ExecReload=/usr/sbin/nginx -t -q -e stderr -c ${paths.configuration}
ExecReload=/bin/kill -HUP $MAINPID
KillSignal=SIGQUIT
TimeoutStopSec=5
Restart=always
RestartSec=1
AmbientCapabilities=CAP_NET_BIND_SERVICE
${hardening}
[Install]
WantedBy=multi-user.target
`;
}

const hardening = renderHardening({
  // The port of HTTPS.
  CapabilityBoundingSet: 'CAP_NET_BIND_SERVICE',
  ReadWritePaths: paths.state,
});
