/** Hardening of Debian's nginx.service, see systemd.exec(5): the master needs root for keys, ports and log files. */
export function renderUnitDropIn(): string {
  return `# Written by Smartx. Changes made here are lost with the next apply.
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=200ms
# Logs name clients: not for everybody on the host.
UMask=0027
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=/run /var/lib/nginx /var/log/nginx
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service @privileged
CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_KILL CAP_NET_BIND_SERVICE CAP_SETGID CAP_SETUID
`;
}
