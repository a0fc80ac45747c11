/**
 * For Debian's keepalived.service. Only VRRP is started (`--vrrp`): the other half would want IPVS in the kernel. It
 * runs ahead of busy daemons, since a late advert looks like a dead load balancer.
 */
export function renderUnitDropIn(): string {
  return `# Written by Smartx. Changes made here are lost with the next apply.
[Unit]
After=haproxy.service
StartLimitIntervalSec=0

[Service]
ExecStart=
ExecStart=/usr/sbin/keepalived --dont-fork --vrrp
Restart=always
RestartSec=200ms
Nice=-10
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=/run
ProtectHome=yes
PrivateTmp=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_PACKET AF_UNIX
RestrictNamespaces=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
CapabilityBoundingSet=CAP_DAC_OVERRIDE CAP_KILL CAP_NET_ADMIN CAP_NET_BIND_SERVICE CAP_NET_RAW CAP_SETGID CAP_SETUID CAP_SYS_NICE
`;
}
