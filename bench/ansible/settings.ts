import { sshConfigOf } from '../connections.ts';

export interface Settings {
  readonly lab: string;
  readonly hosts: number;
  readonly inventory: string;
  /** Where Ansible may keep what it needs while it runs. */
  readonly directory: string;
}

/**
 * ansible.cfg with the settings that make it fast: modules come on the stdin of their interpreter (pipelining) over the
 * shared connections of the lab's own ssh_config (ControlMaster, ControlPersist), all hosts at the same time, none
 * waits for the slowest one of a task, Python is not searched for, and facts are not gathered.
 */
export function renderSettings({ lab, hosts, inventory, directory }: Settings): string {
  return [
    '[defaults]',
    `inventory = ${inventory}`,
    `local_tmp = ${directory}/tmp`,
    `forks = ${hosts}`,
    'strategy = free',
    'gathering = explicit',
    'interpreter_python = /usr/bin/python3',
    'retry_files_enabled = False',
    'nocolor = True',
    '[ssh_connection]',
    'pipelining = True',
    `ssh_args = -F ${sshConfigOf(lab)}`,
    '',
  ].join('\n');
}
