import { writtenBySmartx } from '../file.ts';
import type { HostName, KernelSetting } from './model.ts';

/** /etc/hosts. The host's own name stands for its private address, since MySQL's group communication resolves it. */
export function renderHostsFile(hostNames: readonly HostName[]): string {
  return lines([
    `# ${writtenBySmartx}`,
    '127.0.0.1 localhost',
    '::1 localhost ip6-localhost ip6-loopback',
    ...hostNames.map(({ address, name }) => `${address} ${name}`),
  ]);
}

/** sysctl.d(5). The dash lets a key fail that this kernel or container does not allow, without failing the others. */
export function renderKernelSettings(settings: readonly KernelSetting[]): string {
  return lines([`# ${writtenBySmartx}`, ...settings.map(({ key, value }) => `-${key} = ${value}`)]);
}

/** journald.conf(5). */
export function renderJournalLimits(): string {
  return lines([
    `# ${writtenBySmartx}`,
    '[Journal]',
    'RuntimeMaxUse=32M',
    'SystemMaxUse=500M',
    'MaxRetentionSec=30day',
  ]);
}

/** sshd_config(5): keys only, and no forwarding but that of a jump host. */
export function renderSshServer(): string {
  return lines([
    `# ${writtenBySmartx}`,
    'AllowAgentForwarding no',
    '# Local forwarding lets an operator reach Prometheus, and this host be a jump host.',
    'AllowTcpForwarding local',
    'ClientAliveCountMax 3',
    'ClientAliveInterval 30',
    'KbdInteractiveAuthentication no',
    'LoginGraceTime 20',
    'MaxAuthTries 4',
    'PasswordAuthentication no',
    'PermitEmptyPasswords no',
    'PermitRootLogin prohibit-password',
    'PermitTunnel no',
    '# ClientAlive finds dead peers; database hosts have a keepalive of seconds, which an operator need not feel.',
    'TCPKeepAlive no',
    'UseDNS no',
    'X11Forwarding no',
  ]);
}

function lines(content: readonly string[]): string {
  return `${content.join('\n')}\n`;
}
