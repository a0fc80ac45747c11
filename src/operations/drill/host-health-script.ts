import { type Host, ports } from '../../platform/platform.ts';
import { serverStatisticsScript } from '../../services/haproxy/server-states.ts';
import { unitStatesScript } from '../read-status.ts';

/** Marks the beginning of each part; no unit, property or metric begins like this. */
const mark = '@@';

/** One script a host, since each question over SSH costs both ends more than what is asked. Its arguments are the units. */
export function hostHealthScript(host: Host): string {
  const { roles, privateAddress, interfaces } = host;
  const part = (name: string, command: string) => `echo '${mark}${name}'\n${command}\n`;
  const curl = 'curl --silent --fail --max-time 2';
  const balancer = roles.includes('loadBalancer')
    ? part('addresses', `ip -o -4 address show dev ${interfaces.public}`) +
      part('servers', serverStatisticsScript.trimEnd())
    : '';
  const member = roles.includes('database')
    ? part('member', `${curl} http://${privateAddress}:${ports.databaseHealth}/status`)
    : '';
  return `${part('units', unitStatesScript)}${balancer}${member}exit 0\n`;
}

/** The parts of what the script printed, by name. */
export function splitParts(text: string): ReadonlyMap<string, string> {
  const parts = `\n${text}`.split(`\n${mark}`).slice(1);
  return new Map(
    parts.map((part): [string, string] => {
      const end = part.indexOf('\n');
      return end === -1 ? [part, ''] : [part.slice(0, end), `${part.slice(end + 1)}\n`];
    }),
  );
}
