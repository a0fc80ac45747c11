import { read } from '../command.ts';
import { sshOf } from '../connections.ts';

/** Units that are there for monitoring alone: the site does not notice when they stop. */
const monitoring =
  /^(alertmanager|goaccess|mtail|prometheus|rsyslog|smartx-(dashboard|logs|traffic|[a-z]+-metrics))(-[a-z-]+)?\.(service|socket|timer)$/;

export function isForMonitoring(unit: string): boolean {
  return monitoring.test(unit);
}

export interface HostUnits {
  readonly host: string;
  /** In the order in which they start. */
  readonly units: readonly string[];
}

/** Starts or stops the daemons on all hosts, and makes sure that they are so. @throws Error */
export async function switchDaemons(lab: string, hosts: readonly HostUnits[], to: 'on' | 'off'): Promise<void> {
  const busy = hosts.filter(({ units }) => units.length > 0);
  await Promise.all(
    busy.map(async ({ host, units }) => {
      const verb = to === 'on' ? 'start' : 'stop';
      const wanted = to === 'on' ? 'active' : 'inactive';
      const ordered = to === 'on' ? units : units.toReversed();
      // ssh(1) hands one line to the shell; names of units have nothing that it would understand.
      const words = ordered.join(' ');
      const script = `systemctl ${verb} ${words}; systemctl reset-failed ${words}; systemctl is-active ${words} || true`;
      const { stdout } = await read([...sshOf(lab), host, script]);
      const wrong = stdout
        .trim()
        .split('\n')
        .filter((state) => state !== wanted);
      if (wrong.length > 0) throw new Error(`${host}: of ${words} some are ${wrong.join(', ')}, not ${wanted}`);
    }),
  );
}
