import type { LabMachine } from './spec.ts';

/** /etc/hosts of a machine that nobody has configured yet (hosts(5)): its own name must not wait for a resolver. */
export function renderFirstHostsFile(host: string): string {
  return `127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n127.0.1.1 ${host}\n`;
}

/** known_hosts of a lab: each machine's key under its name, which `HostKeyAlias` in the configuration asks for. */
export function renderKnownHosts(keys: ReadonlyMap<string, string>): string {
  return [...keys]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([host, publicKey]) => `${host} ${publicKey.trim().split(' ').slice(0, 2).join(' ')}\n`)
    .join('');
}

/** Files that the SSH configuration of a lab names. */
export interface SshFiles {
  directory: string;
  key: string;
  knownHosts: string;
}

/**
 * The ssh_config(5) of a lab: `ssh -F FILE web-1`. The path of a control socket, with the random suffix that ssh
 * appends while it makes one, must stay below 104 bytes: hence a name of our own instead of the long %C.
 */
export function renderSshConfig(
  files: SshFiles,
  machines: readonly Pick<LabMachine, 'name' | 'privateAddress'>[],
): string {
  const hosts = [...machines]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, privateAddress }) => `Host ${name}\n  HostName ${privateAddress}\n  HostKeyAlias ${name}\n`);
  return `${hosts.join('')}Host *
  BatchMode yes
  ConnectTimeout 5
  ControlMaster auto
  ControlPath ${files.directory}/mux-%n
  ControlPersist 60
  IdentitiesOnly yes
  IdentityAgent none
  IdentityFile ${files.key}
  LogLevel ERROR
  ServerAliveCountMax 3
  ServerAliveInterval 5
  StrictHostKeyChecking yes
  User root
  UserKnownHostsFile ${files.knownHosts}
`;
}
