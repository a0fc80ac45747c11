import { join } from 'node:path';
import { read } from '../command.ts';
import { endSharedConnections, type Reached, sshTrueEverywhere } from '../connections.ts';
import { parseRecap } from './recap.ts';

/** Which of the two declarations the hosts are to follow: they differ in one file of every host. */
export type Variant = 'declared' | 'changed';

export interface Contest {
  readonly smartx: string;
  readonly lab: string;
  readonly reached: Reached;
  /** By variant: the declaration's file, and the ansible.cfg that was made from it. */
  readonly configs: Readonly<Record<Variant, string>>;
  readonly settings: Readonly<Record<Variant, string>>;
  readonly signal: AbortSignal;
}

/** What a run must have changed; anything else is no measurement. */
export type Expected = 'nothing' | 'every host';

/** `plain`: as one writes it. `tuned`: with as few executions of modules as can be. */
export type Playbook = 'plain' | 'tuned';

const files: Readonly<Record<Playbook, string>> = {
  plain: join(import.meta.dirname, 'playbook.yml'),
  tuned: join(import.meta.dirname, 'tuned.yml'),
};

/** Seconds of `ssh HOST true` on all hosts at the same time, with new connections as everything here. */
export async function timeSsh({ reached, signal }: Contest): Promise<number> {
  await endSharedConnections(reached);
  return sshTrueEverywhere(reached, { signal });
}

/** Seconds of `smartx up`. @throws Error when it changed something else than expected */
export async function timeSmartx(contest: Contest, variant: Variant, expected: Expected): Promise<number> {
  const { smartx, lab, configs, reached, signal } = contest;
  await endSharedConnections(reached);
  const argv = [smartx, 'up', '--yes', '--json', '--config', configs[variant], '--env', lab];
  const { seconds, stdout } = await read(argv, { signal });
  const { changedHosts } = JSON.parse(stdout) as { changedHosts: string[] };
  requireHosts('smartx up', changedHosts, reached, expected);
  return seconds;
}

/** Seconds of `ansible-playbook`. @throws Error when it changed something else than expected */
export async function timeAnsible(
  contest: Contest,
  playbook: Playbook,
  variant: Variant,
  expected: Expected,
): Promise<number> {
  const { reached, settings, signal } = contest;
  await endSharedConnections(reached);
  const env = { ANSIBLE_CONFIG: settings[variant], ANSIBLE_HOME: `${settings[variant]}.home`, LC_ALL: 'C.UTF-8' };
  const { seconds, stdout } = await read(['ansible-playbook', files[playbook]], { env, signal });
  const recap = parseRecap(stdout);
  if (recap.size !== reached.hosts.length) throw new Error(`ansible-playbook told of ${recap.size} hosts:\n${stdout}`);
  const changed = [...recap].flatMap(([host, counts]) => (counts.changed > 0 ? [host] : []));
  requireHosts(`ansible-playbook\n${stdout}`, changed, reached, expected);
  return seconds;
}

function requireHosts(what: string, changed: readonly string[], { hosts }: Reached, expected: Expected): void {
  const wanted = expected === 'nothing' ? [] : hosts;
  if (changed.toSorted().join(' ') === wanted.toSorted().join(' ')) return;
  throw new Error(`${what} should have changed ${expected}, and changed ${changed.join(' ') || 'nothing'}`);
}
