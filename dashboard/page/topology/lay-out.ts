import type { DocumentHost } from '../../../src/overview/platform-document.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedHost extends Box {
  readonly host: DocumentHost;
}

export interface PlacedTier extends Box {
  readonly name: Tier;
  readonly title: string;
  readonly hosts: readonly PlacedHost[];
  /** Of many hosts each is small: a sign and a name. */
  readonly isDense: boolean;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Requests go from left to right, or where there is no room for that, from top to bottom. */
  readonly isWide: boolean;
  readonly users: Box;
  readonly tiers: readonly PlacedTier[];
}

export type Tier = DocumentHost['roles'][number];

/** Where everything stands, in units of which a letter is about fourteen high. The request's path comes first. */
export function layOut(hosts: readonly DocumentHost[], width: number): Layout {
  const tiers = groupByTier(hosts);
  return width >= wideFrom ? layOutWide(tiers, width) : layOutNarrow(tiers, width);
}

interface Group {
  readonly name: Tier;
  readonly hosts: readonly DocumentHost[];
}

const wideFrom = 760;
/** More hosts than this in one tier are drawn small. */
const roomyMax = 6;
const titles: Readonly<Record<Tier, string>> = {
  dns: 'DNS',
  loadBalancer: 'Load balancers',
  web: 'Web',
  app: 'Application',
  database: 'Database',
  monitoring: 'Monitoring',
};

const roomy = { width: 172, height: 56, gap: 14 } as const;
const dense = { width: 84, height: 26, gap: 6 } as const;
const titleHeight = 26;
const edgeWidthMin = 76;
const usersSize: Pick<Box, "width" | "height"> = { width: 76, height: 44 };

/** A host with several roles stands where users meet it first. */
function groupByTier(hosts: readonly DocumentHost[]): readonly Group[] {
  const order: readonly Tier[] = ['loadBalancer', 'web', 'app', 'database', 'dns', 'monitoring'];
  return order
    .map((name) => ({ name, hosts: hosts.filter(({ roles }) => order.find((role) => roles.includes(role)) === name) }))
    .filter((group) => group.hosts.length > 0);
}

function titleOf({ name, hosts }: Group): string {
  const hasApp = name === 'web' && hosts.some(({ roles }) => roles.includes('app'));
  return hasApp ? 'Web and application' : titles[name];
}

/**
 * Columns in the order of a request; beneath them those that answer beside it: DNS where users come in, and monitoring at
 * the end.
 */
function layOutWide(groups: readonly Group[], width: number): Layout {
  const path = groups.filter(({ name }) => name !== 'dns' && name !== 'monitoring');
  const beside = groups.filter(({ name }) => !path.some((group) => group.name === name));
  const sizes = sizesOf(path, width);
  const taken = sizes.reduce((sum, size) => sum + size.width, usersSize.width);
  const edge = Math.max(edgeWidthMin, (width - taken) / Math.max(path.length, 1));
  const above = Math.max(...sizes.map(({ height }) => height), usersSize.height + titleHeight);
  let x = usersSize.width + edge;
  const upper = path.map((group, at) => {
    const size = sizes[at]!;
    const placed = place(group, x, (above - size.height) / 2, size.columns);
    x += size.width + edge;
    return placed;
  });
  const below = above + (beside.length > 0 ? 30 : 0);
  let left = usersSize.width + edge;
  const lower = beside.map((group, at) => {
    const columns = columnsBeneath(group, width - left, beside.length - at);
    const placed = place(group, left, below, columns);
    left += placed.width + roomy.gap * 3;
    return placed;
  });
  const bottom = Math.max(above, ...lower.map((tier) => tier.y + tier.height));
  const users = { ...usersSize, x: 0, y: (above + titleHeight - usersSize.height) / 2 };
  return { width, height: bottom, isWide: true, users, tiers: [...upper, ...lower] };
}

function sizesOf(path: readonly Group[], width: number) {
  const roomyCount = path.filter((group) => !isDense(group)).length;
  const room = width - usersSize.width - path.length * edgeWidthMin - roomyCount * roomy.width;
  const densest = path.filter(isDense).reduce((sum, group) => sum + group.hosts.length, 0);
  return path.map((group) => {
    const share = isDense(group) ? (room * group.hosts.length) / densest : roomy.width;
    const most = Math.max(1, Math.floor((share + dense.gap) / (dense.width + dense.gap)));
    const columns = isDense(group) ? Math.min(most, Math.ceil(group.hosts.length / 8)) : 1;
    return { ...sizeOf(group, columns), columns };
  });
}

function columnsBeneath(group: Group, room: number, groups: number): number {
  const tile = isDense(group) ? dense : roomy;
  const most = Math.max(1, Math.floor((room / groups + tile.gap) / (tile.width + tile.gap)));
  return Math.min(group.hosts.length, most);
}

/** Tiers one under the other, each as wide as the screen of a telephone. */
function layOutNarrow(groups: readonly Group[], width: number): Layout {
  const users = { ...usersSize, x: (width - usersSize.width) / 2, y: 0 };
  let y = users.height + 30;
  const tiers = groups.map((group) => {
    const tile = isDense(group) ? dense : { ...roomy, width: Math.min(roomy.width, (width - roomy.gap) / 2) };
    const columns = Math.max(1, Math.min(group.hosts.length, Math.floor((width + tile.gap) / (tile.width + tile.gap))));
    const taken = columns * (tile.width + tile.gap) - tile.gap;
    const placed = place(group, (width - taken) / 2, y, columns, tile);
    y += placed.height + (group.name === 'dns' ? 14 : 34);
    return placed;
  });
  return { width, height: Math.max(0, y - 14), isWide: false, users, tiers };
}

interface Tile {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

function sizeOf(group: Group, columns: number, tile: Tile = isDense(group) ? dense : roomy) {
  const rows = Math.ceil(group.hosts.length / columns);
  return {
    width: columns * (tile.width + tile.gap) - tile.gap,
    height: titleHeight + rows * (tile.height + tile.gap) - tile.gap,
  };
}

function place(group: Group, x: number, y: number, columns: number, tile: Tile = isDense(group) ? dense : roomy): PlacedTier {
  const hosts = group.hosts.map((host, at) => ({
    host,
    x: x + (at % columns) * (tile.width + tile.gap),
    y: y + titleHeight + Math.floor(at / columns) * (tile.height + tile.gap),
    width: tile.width,
    height: tile.height,
  }));
  return { name: group.name, title: titleOf(group), isDense: isDense(group), hosts, x, y, ...sizeOf(group, columns, tile) };
}

function isDense({ hosts }: Group): boolean {
  return hosts.length > roomyMax;
}
