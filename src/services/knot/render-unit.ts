/**
 * Hardening of Debian's knot.service, see systemd.exec(5). The daemon runs as knot from the start and needs one
 * capability, port 53; Debian restarts it only after a crash, we want it back whatever happened.
 */
export function renderUnitDropIn(): string {
  return `# Written by Smartx. Changes made here are lost with the next apply.
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=200ms
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
UMask=0077
`;
}
