import type { PlainMachines } from './plain-machines.ts';

/**
 * Everything that a look at a machine could have changed: each file's identity, times and size, and each process with the
 * time of its start. A directory of an overlay file system gets a new change time by being read, so its time of
 * modification stands for it. What a login itself leaves is no change of the machine: its journal, its accounting, its session.
 */
export async function footprint({ inside }: PlainMachines, machine: string): Promise<string[]> {
  const script = [
    'find / -xdev \\( -path /proc -o -path /sys -o -path /run -o -path /var/log -o -path /tmp -o -path /var/tmp \\) -prune -o -type d -printf "%i %T@ %m %u %g %p\\n" -o -printf "%i %C@ %T@ %s %p\\n"',
    'systemctl show --property=Id,InvocationID --type=service --state=running "*" | paste - - -',
  ].join('; ');
  const { stdout } = await inside(machine, script);
  return stdout
    .split('\n')
    .filter(
      (line) =>
        !/user@|session-|\/(?:home\/\w+|root)\/\.cache|\/var\/lib\/sudo|systemd\/timers|random-seed|timesync/.test(
          line,
        ),
    );
}
