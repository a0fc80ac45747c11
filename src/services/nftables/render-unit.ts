import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';

export const rulesetPath = '/etc/smartx/firewall.nft';

/**
 * A unit of our own, because Debian's nftables.service flushes the rules of everybody on the host. Early in the boot,
 * before any interface is configured. A change is always a reload: a restart would leave the host open for a moment.
 */
export function renderFirewallUnit(): string {
  return `# ${writtenBySmartx}
[Unit]
Description=Smartx: firewall of this host
Documentation=man:nft(8)
DefaultDependencies=no
After=local-fs.target
Wants=network-pre.target
Before=network-pre.target shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f ${rulesetPath}
ExecReload=/usr/sbin/nft -f ${rulesetPath}
ExecStop=/usr/sbin/nft delete table inet smartx
${hardening}
[Install]
WantedBy=sysinit.target
`;
}

const hardening = renderHardening({
  CapabilityBoundingSet: 'CAP_NET_ADMIN CAP_NET_RAW',
  // The kernel takes rules over netlink.
  RestrictAddressFamilies: 'AF_INET AF_INET6 AF_NETLINK AF_UNIX',
});
