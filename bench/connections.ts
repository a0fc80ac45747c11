import { type CommandOptions, time } from './command.ts';

/** Hosts of a lab, and how ssh(1) gets to them. */
export interface Reached {
  readonly ssh: readonly string[];
  readonly hosts: readonly string[];
}

/** The argv that begins every ssh to a host of a lab. */
export function sshOf(lab: string): readonly string[] {
  return ['ssh', '-F', sshConfigOf(lab)];
}

export function sshConfigOf(lab: string): string {
  return `/var/lib/smartx/labs/${lab}/ssh/config`;
}

/**
 * Whatever is measured next makes its connections anew, as an operator's first command of the day does: ControlPersist
 * would flatter whichever comes second.
 */
export async function endSharedConnections({ ssh, hosts }: Reached): Promise<void> {
  const end = (host: string) => time([...ssh, '-O', 'exit', host]).catch(() => undefined); // none was open
  await Promise.all(hosts.map(end));
}

/** Seconds until plain `ssh HOST true` has ended on all hosts, all at the same time. */
export async function sshTrueEverywhere({ ssh, hosts }: Reached, options: CommandOptions = {}): Promise<number> {
  const started = performance.now();
  await Promise.all(hosts.map((host) => time([...ssh, host, 'true'], options)));
  return (performance.now() - started) / 1000;
}
