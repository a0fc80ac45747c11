import type { DatabaseAgentConfig } from '../../../agent/config.ts';
import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';
import { agentCommand } from './commands.ts';
import { paths } from './paths.ts';

/**
 * Drop-in for Debian's mysql.service. Its ExecStartPre reads all options once more at every start, which the check
 * before an apply has done already, and it waits for a stop without a limit.
 */
export function renderServerDropIn(): string {
  return `# ${writtenBySmartx}
[Unit]
StartLimitIntervalSec=0

[Service]
ExecStartPre=
ExecStart=
ExecStart=/usr/sbin/mysqld --defaults-file=${paths.configuration}
# Before a planned stop the primary role goes to another member; systemd then sends SIGTERM.
ExecStop=+-${agentCommand('handover').join(' ')}
Restart=always
RestartSec=1
TimeoutStopSec=90
`;
}

/**
 * The agent runs as root, because root is whom MySQL's auth_socket lets in on a fresh server; everything else that root
 * could do is taken away. It survives mysqld, so that it can tell that mysqld is gone.
 */
export function renderAgentUnit({ mode, listen }: Pick<DatabaseAgentConfig, 'mode' | 'listen'>): string {
  return `# ${writtenBySmartx}
[Unit]
Description=Membership, health and accounts of the database (Smartx)
Wants=mysql.service
After=network.target
StartLimitIntervalSec=0
# What the agent reads at its start only: a change of it changes this file, and so restarts it.
X-Smartx-ReadAtStart=${mode} ${listen.address}:${listen.port}

[Service]
ExecStart=${agentCommand('run').join(' ')}
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=1
TimeoutStopSec=10
MemoryMax=256M
OOMScoreAdjust=-500
RuntimeDirectory=smartx-database-agent
RuntimeDirectoryMode=0700
RuntimeDirectoryPreserve=yes
${hardening}
[Install]
WantedBy=multi-user.target
`;
}

/** Node's just-in-time compiler writes the code that it executes. */
const hardening = renderHardening({ MemoryDenyWriteExecute: 'not set' });
