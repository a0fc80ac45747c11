import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';

/** Hardening of Debian's nginx.service, see systemd.exec(5): the master needs root for keys, ports and log files. */
export function renderUnitDropIn(): string {
  return `# ${writtenBySmartx}
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=200ms
${hardening}`;
}

const hardening = renderHardening({
  // The master reads keys, binds low ports, gives log files away, and starts workers that are www-data.
  CapabilityBoundingSet: 'CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_KILL CAP_NET_BIND_SERVICE CAP_SETGID CAP_SETUID',
  ReadWritePaths: '/run /var/lib/nginx /var/log/nginx',
  SystemCallFilter: '@system-service',
  // Logs name clients: not for everybody on the host, but for its administrators' group.
  UMask: '0027',
});
