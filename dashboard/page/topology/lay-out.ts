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
  const isWide = width >= Math.max(wideFrom, widthLeast(tiers.filter(isOnPath)));
  return isWide ? layOutWide(tiers, width) : layOutNarrow(tiers, width);
}

interface Group {
  readonly name: Tier;
  readonly hosts: readonly DocumentHost[];
}

const wideFrom = 760;
/** More hosts than this in one tier are drawn small. */
const roomyMax = 6;
/** More rows than this are worth another column. */
const rowsWanted = 8;
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
export const titleHeight = 26;
const edgeWidthMin = 76;
const usersSize: Pick<Box, 'width' | 'height'> = { width: 76, height: 44 };

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
  const path = groups.filter(isOnPath);
  const beside = groups.filter((group) => !isOnPath(group));
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
    // Each begins where a column above it does, as far as those before it leave room.
    const start = Math.max(left, upper[at]?.x ?? left);
    const placed = place(group, start, below, columnsBeneath(group, width - start, beside.length - at));
    left = start + placed.width + roomy.gap * 3;
    return placed;
  });
  const bottom = Math.max(above, ...lower.map((tier) => tier.y + tier.height));
  const users = { ...usersSize, x: 0, y: (above + titleHeight - usersSize.height) / 2 };
  return { width, height: bottom, isWide: true, users, tiers: [...upper, ...lower] };
}

/** Each tier has a column of tiles; what room is left goes to the highest of those with many hosts, one by one. */
function sizesOf(path: readonly Group[], width: number) {
  const columns = path.map(() => 1);
  let room = width - widthLeast(path);
  while (room >= dense.width + dense.gap) {
    const rows = path.map((group, at) => (isDense(group) ? Math.ceil(group.hosts.length / columns[at]!) : 0));
    const highest = rows.indexOf(Math.max(...rows));
    if ((rows[highest] ?? 0) <= rowsWanted) break;
    columns[highest]! += 1;
    room -= dense.width + dense.gap;
  }
  return path.map((group, at) => ({ ...sizeOf(group, columns[at]!), columns: columns[at]! }));
}

/** What a column of each and the curves between them take. */
function widthLeast(path: readonly Group[]): number {
  const tiles = path.reduce((sum, group) => sum + (isDense(group) ? dense : roomy).width, 0);
  return usersSize.width + path.length * edgeWidthMin + tiles;
}

function isOnPath({ name }: Group): boolean {
  return name !== 'dns' && name !== 'monitoring';
}

function columnsBeneath(group: Group, room: number, groups: number): number {
  if (!isDense(group)) return group.hosts.length > 3 ? 2 : 1;
  const most = Math.max(1, Math.floor((room / groups + dense.gap) / (dense.width + dense.gap)));
  return Math.min(group.hosts.length, most);
}

/** Tiers one under the other, each as wide as the screen of a telephone. */
function layOutNarrow(groups: readonly Group[], width: number): Layout {
  const users = { ...usersSize, x: (width - usersSize.width) / 2, y: 0 };
  let y = users.height + 40;
  const tiers = groups.map((group, at) => {
    const tile = isDense(group) ? dense : { ...roomy, width: Math.min(roomy.width, (width - roomy.gap) / 2) };
    const columns = Math.max(1, Math.min(group.hosts.length, Math.floor((width + tile.gap) / (tile.width + tile.gap))));
    const taken = columns * (tile.width + tile.gap) - tile.gap;
    const placed = place(group, (width - taken) / 2, y, columns, tile);
    const next = groups[at + 1];
    y += placed.height + (next !== undefined && isOnPath(next) ? 46 : 22);
    return placed;
  });
  return { width, height: y - 22, isWide: false, users, tiers };
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

function place(
  group: Group,
  x: number,
  y: number,
  columns: number,
  tile: Tile = isDense(group) ? dense : roomy,
): PlacedTier {
  const hosts = group.hosts.map((host, at) => ({
    host,
    x: x + (at % columns) * (tile.width + tile.gap),
    y: y + titleHeight + Math.floor(at / columns) * (tile.height + tile.gap),
    width: tile.width,
    height: tile.height,
  }));
  return {
    name: group.name,
    title: titleOf(group),
    isDense: isDense(group),
    hosts,
    x,
    y,
    ...sizeOf(group, columns, tile),
  };
}

function isDense({ hosts }: Group): boolean {
  return hosts.length > roomyMax;
}
