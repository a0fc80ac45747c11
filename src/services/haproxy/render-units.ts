import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';
import { loadBalancerDownFile } from '../local-endpoints.ts';
import { adminSocketPath, serverStatePath } from './render-load-balancer.ts';

export const databaseRouterConfigurationPath = '/etc/smartx/database-router.cfg';
export const saveStatePath = '/usr/local/lib/smartx/save-haproxy-state';

const head = `# ${writtenBySmartx}`;

/** For Debian's haproxy.service at the edge: starts as root to read the key and bind low ports, then drops to haproxy. */
export function renderLoadBalancerDropIn(): string {
  return `${head}
[Unit]
StartLimitIntervalSec=0

[Service]
ExecReload=
ExecReload=/usr/sbin/haproxy -Ws -f $CONFIG -c -q $EXTRAOPTS
ExecReload=-${saveStatePath}
ExecReload=/bin/kill -USR2 $MAINPID
# keepalived watches this file: the virtual address leaves before HAProxy does, and at once when it dies.
ExecStartPost=/bin/sh -c 'echo 0 > ${loadBalancerDownFile}'
ExecStop=/bin/sh -c 'echo 1 > ${loadBalancerDownFile}; sleep 0.1'
ExecStopPost=/bin/sh -c 'echo 1 > ${loadBalancerDownFile}'
${loadBalancerHardening}`;
}

/** Keeps the state of the servers for the process that takes over (HAProxy manual, server-state-file). */
export function renderSaveState(): string {
  return `#!/bin/sh
${head}
set -eu
echo 'show servers state' | /usr/bin/socat -t 2 UNIX-CONNECT:${adminSocketPath} - > ${serverStatePath}.new
mv ${serverStatePath}.new ${serverStatePath}
`;
}

/** The database router: an unprivileged HAProxy of its own, independent of Debian's haproxy.service. */
export function renderDatabaseRouterUnit(): string {
  return `${head}
[Unit]
Description=Smartx: the way to the primary of the database
Documentation=man:haproxy(1)
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
Type=notify
User=haproxy
Group=haproxy
ExecStart=/usr/sbin/haproxy -Ws -f ${databaseRouterConfigurationPath}
ExecReload=/usr/sbin/haproxy -c -q -f ${databaseRouterConfigurationPath}
ExecReload=/bin/kill -USR2 $MAINPID
KillMode=mixed
SuccessExitStatus=143
Restart=always
RestartSec=200ms
TimeoutStopSec=5
LimitNOFILE=16384
RuntimeDirectory=smartx-database-router
RuntimeDirectoryMode=0700
${databaseRouterHardening}
[Install]
WantedBy=multi-user.target
`;
}

// HAProxy pins its threads where a machine has several NUMA nodes, which is a call about resources.
const databaseRouterHardening = renderHardening({ SystemCallFilter: '@system-service' });

const loadBalancerHardening = renderHardening({
  // It reads the key and binds low ports as root, locks itself into its chroot, and becomes haproxy.
  CapabilityBoundingSet:
    'CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_KILL CAP_NET_BIND_SERVICE CAP_SETGID CAP_SETUID CAP_SYS_CHROOT',
  ReadWritePaths: '/run /var/lib/haproxy',
  SystemCallFilter: '@system-service chroot',
});
