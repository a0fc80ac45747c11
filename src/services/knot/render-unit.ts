import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';

/**
 * Hardening of Debian's knot.service, see systemd.exec(5). The daemon runs as knot from the start and needs one
 * capability, port 53; Debian restarts it only after a crash, we want it back whatever happened.
 */
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
  // As in Debian's unit: port 53, and dropping even that once it is bound.
  CapabilityBoundingSet: 'CAP_NET_BIND_SERVICE CAP_SETPCAP',
  // knotd looks up the interfaces that it listens on.
  RestrictAddressFamilies: 'AF_INET AF_INET6 AF_NETLINK AF_UNIX',
  // Dropping capabilities is a privileged call, pinning threads to processors one about resources.
  SystemCallFilter: '@system-service',
});
