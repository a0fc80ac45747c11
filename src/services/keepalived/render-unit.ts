import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';
import { textfileMetricsDirectory } from '../local-endpoints.ts';
import { stateScriptPath } from './render-state.ts';

/**
 * For Debian's keepalived.service. Only VRRP is started (`--vrrp`): the other half would want IPVS in the kernel. It
 * runs ahead of busy daemons, since a late advert looks like a dead load balancer.
 */
export function renderUnitDropIn(): string {
  return `# ${writtenBySmartx}
[Unit]
After=haproxy.service
StartLimitIntervalSec=0

[Service]
ExecStart=
ExecStart=/usr/sbin/keepalived --dont-fork --vrrp
# Also when it died, and could not say so.
ExecStopPost=-${stateScriptPath} INSTANCE site STOP
Restart=always
RestartSec=200ms
Nice=-10
${hardening}`;
}

const hardening = renderHardening({
  CapabilityBoundingSet:
    'CAP_DAC_OVERRIDE CAP_KILL CAP_NET_ADMIN CAP_NET_BIND_SERVICE CAP_NET_RAW CAP_SETGID CAP_SETUID CAP_SYS_NICE',
  // It reads and writes settings of its interfaces in /proc/sys/net.
  ProcSubset: 'not set',
  ProtectKernelTunables: 'not set',
  // A host whose exporter is not installed yet has no directory for measurements, and needs no less an address.
  ReadWritePaths: `/run -${textfileMetricsDirectory}`,
  // Addresses and adverts of VRRP; the check of HAProxy needs the others.
  RestrictAddressFamilies: 'AF_INET AF_INET6 AF_NETLINK AF_PACKET AF_UNIX',
  // When its timers come late it moves itself to real-time scheduling (keepalived.conf(5), max_auto_priority).
  RestrictRealtime: 'not set',
  // It becomes another user for scripts and changes its own priority.
  SystemCallFilter: '@system-service',
});
