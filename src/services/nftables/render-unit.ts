export const rulesetPath = '/etc/smartx/firewall.nft';

/**
 * A unit of our own, because Debian's nftables.service flushes the rules of everybody on the host. Early in the boot,
 * before any interface is configured. A change is always a reload: a restart would leave the host open for a moment.
 */
export function renderFirewallUnit(): string {
  return `# Written by Smartx. Changes made here are lost with the next apply.
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
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_RAW
RestrictAddressFamilies=AF_NETLINK AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native

[Install]
WantedBy=sysinit.target
`;
}
