import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';
import { loadBalancerDownFile } from '../local-endpoints.ts';
import { adminSocketPath, serverStatePath } from './render-load-balancer.ts';
import { renderOwnUnit } from './render-own-unit.ts';

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

/** The database router. */
export function renderDatabaseRouterUnit(): string {
  return renderOwnUnit({
    description: 'the way to the primary of the database',
    configurationPath: databaseRouterConfigurationPath,
    restartAfter: '200ms',
    settings: ['LimitNOFILE=16384', 'RuntimeDirectory=smartx-database-router', 'RuntimeDirectoryMode=0700'],
  });
}

const loadBalancerHardening = renderHardening({
  // It reads the key and binds low ports as root, locks itself into its chroot, and becomes haproxy.
  CapabilityBoundingSet:
    'CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_KILL CAP_NET_BIND_SERVICE CAP_SETGID CAP_SETUID CAP_SYS_CHROOT',
  ReadWritePaths: '/run /var/lib/haproxy',
  SystemCallFilter: '@system-service chroot',
});
