import { gravity } from '../../overview/gravity.ts';
import type { Health, HostOverview, Overview } from '../../overview/overview.ts';
import { sayRoles } from '../../overview/words.ts';
import { roles } from '../../platform/platform.ts';
import type { Piece } from './line.ts';
import { sayRate } from './say.ts';

/** What health looks like: by its sign, too, where there are no colours. */
export const looks = {
  well: { sign: '●', style: 'green' },
  warning: { sign: '▲', style: 'yellow' },
  down: { sign: '✖', style: 'red' },
  unknown: { sign: '?', style: 'dim' },
} as const satisfies Readonly<Record<Health, { sign: string; style: Piece['style'] }>>;

type Line = readonly Piece[];

/**
 * A line for each host, by tier. Where there are more hosts than lines, those that are well are counted, and of the others
 * the gravest stay.
 */
export function hostRows(overview: Overview, virtualAddress: string, room: number): readonly Line[] {
  const tiers = tiersOf(overview.hosts);
  const columns = columnsOf(overview, virtualAddress);
  const shown = chooseHosts(overview, tiers.length, room);
  return [
    heading(columns),
    ...tiers.flatMap(([tier, hosts]) => {
      const rows = hosts.filter(({ name }) => shown.has(name)).map((host) => hostRow(host, columns));
      const hidden = hosts.filter(({ name }) => !shown.has(name));
      const all = hidden.length === 0 ? rows : [...rows, countRow(hidden, rows.length > 0)];
      return all.map((row, index) => [
        { text: pad(index === 0 ? tier : '', tierWidth), style: 'dim' as const },
        ...row,
      ]);
    }),
  ];
}

const tierWidth = 15;

/** Hosts with the same roles are a tier, and tiers come in the order in which requests go through them. */
function tiersOf(hosts: readonly HostOverview[]): readonly (readonly [string, readonly HostOverview[]])[] {
  const tiers = new Map<string, HostOverview[]>();
  for (const host of hosts) tiers.set(host.roles.join(' '), [...(tiers.get(host.roles.join(' ')) ?? []), host]);
  return [...tiers.values()]
    .sort(([one], [other]) => roles.indexOf(one!.roles[0]!) - roles.indexOf(other!.roles[0]!))
    .map((members) => [cut(sayRoles(members[0]!.roles), tierWidth - 1), members]);
}

function chooseHosts(overview: Overview, tiers: number, room: number): ReadonlySet<string> {
  const { hosts, activeLoadBalancer, primary } = overview;
  if (hosts.length <= room) return new Set(hosts.map(({ name }) => name));
  const matters = hosts
    .filter(({ name, health }) => health !== 'well' || name === activeLoadBalancer || name === primary)
    .sort((one, other) => gravity.indexOf(one.health) - gravity.indexOf(other.health));
  return new Set(matters.slice(0, Math.max(0, room - tiers)).map(({ name }) => name));
}

function countRow(hidden: readonly HostOverview[], others: boolean): Line {
  const counts = gravity.flatMap((health) => {
    const count = hidden.filter((host) => host.health === health).length;
    return count === 0 ? [] : [`${count} ${others ? 'more ' : ''}${health}`];
  });
  const worst = gravity.find((health) => hidden.some((host) => host.health === health))!;
  return [{ text: `${looks[worst].sign} `, style: looks[worst].style }, { text: counts.join(', ') }];
}

interface Columns {
  readonly name: number;
  readonly part: number;
  readonly partOf: (host: string) => string;
  readonly rateOf: (host: string) => string;
}

function columnsOf({ hosts, activeLoadBalancer, primary, edges }: Overview, virtualAddress: string): Columns {
  const rates = new Map<string, { sum: number; of: string }>();
  for (const { to, perSecond, of } of edges) {
    if (to.kind !== 'host' || perSecond === undefined) continue;
    rates.set(to.host, { sum: (rates.get(to.host)?.sum ?? 0) + perSecond, of });
  }
  const partOf = (host: string) => (host === activeLoadBalancer ? virtualAddress : host === primary ? 'primary' : '');
  const longest = (texts: readonly string[], most: number) =>
    Math.min(most, Math.max(4, ...texts.map((text) => text.length)));
  const names = hosts.map(({ name }) => name);
  return {
    name: longest(names, 16),
    part: longest(names.map(partOf), 15),
    partOf,
    rateOf: (host) => {
      const rate = rates.get(host);
      return rate === undefined ? '' : `${sayRate(rate.sum)} ${rate.of === 'queries' ? 'q/s' : 'r/s'}`;
    },
  };
}

const rateWidth = 10;
const shareWidth = 7;

function heading({ name, part }: Columns): Line {
  const shares = ['cpu', 'memory', 'disk'].map((title) => title.padStart(shareWidth)).join(' ');
  const text = `${pad('tier', tierWidth)}  ${pad('host', name)}  ${pad('has', part)}  ${'load'.padStart(rateWidth)}  ${shares}`;
  return [{ text, style: 'dim' }];
}

/** Why a host is not well matters more than what it uses. */
function hostRow(host: HostOverview, { name, part, partOf, rateOf }: Columns): Line {
  const { sign, style } = looks[host.health];
  const own = partOf(host.name);
  const begin: Line = [
    { text: `${sign} `, style },
    { text: pad(host.name, name), style: 'bold' },
  ];
  if (host.health !== 'well') {
    const has = own === '' ? [] : [{ text: `${own}  `, style: 'cyan' as const }];
    const word = host.health === 'warning' ? '' : `${host.health}: `;
    return [...begin, { text: '  ' }, ...has, { text: `${word}${host.reasons.join('; ')}`, style }];
  }
  const shares = [host.cpu, host.memory, host.disk].map((share) => {
    return (share === undefined ? '' : `${Math.round(share * 100)} %`).padStart(shareWidth);
  });
  return [
    ...begin,
    { text: `  ${pad(own, part)}`, style: 'cyan' },
    { text: `  ${rateOf(host.name).padStart(rateWidth)}  ${shares.join(' ')}` },
  ];
}

function pad(text: string, width: number): string {
  return cut(text, width).padEnd(width);
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
