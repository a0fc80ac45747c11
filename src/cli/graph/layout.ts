import { groupDaemons, groupTitle, hostsDrawnMax } from './tier-names.ts';
import type { HostGroup, Topology } from './topology.ts';

/** Places everything that stands still: bands, groups, host boxes. Pixels, origin at the top left. Arrows: routes.ts. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly publicBand: Box;
  readonly privateBand: Box;
  readonly users: Box;
  readonly operators: Box;
  readonly groups: readonly PlacedGroup[];
  /** The vertical line along which monitoring reaches the tiers. */
  readonly railX: number;
  /** Free strip below the tiers that face the public network. */
  readonly gutterY: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedGroup extends Box {
  readonly group: HostGroup;
  readonly title: string;
  readonly daemons: string;
  /** One box per host, or a single one that stands for all of them. */
  readonly hosts: readonly PlacedHost[];
  readonly layer: number;
  /** Monitoring stands beside the path of a request. */
  readonly aside: boolean;
}

export interface PlacedHost extends Box {
  readonly name: string;
  readonly lines: readonly string[];
  readonly stacked: boolean;
}

const margin = 28;
const headerHeight = 84;
const legendHeight = 64;
const hostWidth = 132;
const stackWidth = 236;
const hostGap = 14;
const groupPadding = 16;
const groupHeading = 46;
const layerGap = 92;
const groupGap = 150;
const usersHeight = 44;
const bandPadding = 34;
const railRoom = 150;
/** Between the rail and monitoring: room for a label. */
const trunkRoom = 142;
/** Left of the tiers: room for the arrows among peers and their labels. */
const peerRoom = 78;

/** Linear in hosts. */
export function layOut(topology: Topology): Layout {
  const sized = topology.groups.map(sizeGroup);
  const main = sized.filter(({ aside }) => !aside);
  const aside = sized.filter((group) => group.aside);
  const layers = layersOf(main);
  const mainWidth = Math.max(...layers.map(layerWidth), 320);
  const mainLeft = margin + bandPadding + peerRoom;
  const usersY = headerHeight;
  const firstY = usersY + usersHeight + layerGap;
  const placed = placeLayers(layers, mainLeft, mainWidth, firstY);
  const bottom = Math.max(...placed.map(bottomOf), firstY + 200);
  const first = placed.filter(({ layer }) => layer === 0);
  const firstBottom = first.length > 0 ? Math.max(...first.map(bottomOf)) : firstY;
  const borderY = first.length > 0 ? borderInside(first[0]!) : firstY - layerGap / 2;
  const railX = mainLeft + mainWidth + railRoom;
  const asideX = railX + trunkRoom;
  const placedAside = placeAside(aside, asideX, firstBottom + layerGap, bottom);
  const asideWidth = Math.max(...aside.map(({ width }) => width), 180);
  const right = asideX + asideWidth + bandPadding;
  const privateBottom = Math.max(bottom, ...placedAside.map(bottomOf)) + bandPadding + 12;
  return {
    width: right + margin,
    height: privateBottom + legendHeight,
    publicBand: {
      x: margin,
      y: firstY - 56,
      width: mainLeft + mainWidth + 40 - margin,
      height: borderY - firstY + 56,
    },
    privateBand: { x: margin, y: borderY, width: right - margin, height: privateBottom - borderY },
    users: { x: mainLeft + mainWidth / 2 - 85, y: usersY, width: 170, height: usersHeight },
    operators: { x: asideX + asideWidth / 2 - 85, y: usersY, width: 170, height: usersHeight },
    groups: [...placed, ...placedAside],
    railX,
    gutterY: firstBottom + layerGap / 2 - 8,
  };
}

type SizedGroup = Omit<PlacedGroup, 'x' | 'y' | 'layer'>;

function sizeGroup(group: HostGroup): SizedGroup {
  const collapsed = group.hosts.length > hostsDrawnMax;
  const publicLeg = group.hosts.some(({ publicAddress }) => publicAddress !== undefined);
  const height = publicLeg ? 68 : 50;
  const count = collapsed ? 1 : group.hosts.length;
  const boxWidth = collapsed ? stackWidth : hostWidth;
  const title = groupTitle(group, collapsed);
  const daemons = groupDaemons(group);
  const inner = count * boxWidth + (count - 1) * hostGap;
  const width = Math.max(inner, title.length * 9, daemons.length * 7) + 2 * groupPadding;
  const left = (width - inner) / 2;
  const drawn = collapsed ? [summarise(group.hosts)] : group.hosts.map(describeHost);
  const hosts = drawn.map((host, index) => ({
    ...host,
    x: left + index * (boxWidth + hostGap),
    y: groupHeading,
    width: boxWidth,
    height,
    stacked: collapsed,
  }));
  return {
    group,
    title,
    daemons,
    hosts,
    width,
    height: groupHeading + height + groupPadding + (collapsed ? 8 : 0),
    aside: group.outermost === 'monitoring',
  };
}

type HostText = Pick<PlacedHost, 'name' | 'lines'>;

function describeHost(host: HostGroup['hosts'][number]): HostText {
  return { name: host.name, lines: [host.publicAddress, host.privateAddress].filter((line) => line !== undefined) };
}

function summarise(hosts: HostGroup['hosts']): HostText {
  const first = hosts[0]!;
  const last = hosts.at(-1)!;
  const range = (from: string | undefined, to: string | undefined) =>
    from === undefined || to === undefined ? [] : [`${from} – ${to}`];
  return {
    name: `${first.name} … ${last.name}`,
    lines: [...range(first.publicAddress, last.publicAddress), ...range(first.privateAddress, last.privateAddress)],
  };
}

const layerByRole: Readonly<Record<string, number>> = { dns: 0, loadBalancer: 0, web: 1, app: 2, database: 3 };

/** Empty layers are left out, so a platform without its own app tier has no hole. */
function layersOf(groups: readonly SizedGroup[]): SizedGroup[][] {
  const byLayer = Map.groupBy(groups, ({ group }) => layerByRole[group.outermost] ?? 0);
  return [...byLayer].sort(([a], [b]) => a - b).map(([, members]) => members);
}

function layerWidth(groups: readonly SizedGroup[]): number {
  return groups.reduce((sum, { width }) => sum + width, 0) + (groups.length - 1) * groupGap;
}

function placeLayers(layers: SizedGroup[][], left: number, mainWidth: number, top: number): PlacedGroup[] {
  let y = top;
  return layers.flatMap((groups, layer) => {
    let x = left + (mainWidth - layerWidth(groups)) / 2;
    const placed = groups.map((group) => {
      const at = place(group, x, y, layer);
      x += group.width + groupGap;
      return at;
    });
    y += Math.max(...groups.map(({ height }) => height)) + layerGap;
    return placed;
  });
}

function placeAside(groups: readonly SizedGroup[], x: number, top: number, bottom: number): PlacedGroup[] {
  const total = groups.reduce((sum, { height }) => sum + height + hostGap, -hostGap);
  let y = Math.max(top, (top + bottom - total) / 2);
  return groups.map((group) => {
    const at = place(group, x, y, 0);
    y += group.height + hostGap;
    return at;
  });
}

function place(group: SizedGroup, x: number, y: number, layer: number): PlacedGroup {
  const hosts = group.hosts.map((host) => ({ ...host, x: host.x + x, y: host.y + y }));
  return { ...group, hosts, x, y, layer };
}

/** Hosts with a leg in each network stand on the border: public address above it, private address below. */
function borderInside(group: PlacedGroup): number {
  const host = group.hosts[0]!;
  return host.lines.length > 1 ? host.y + 45 : group.y - 20;
}

function bottomOf({ y, height }: Box): number {
  return y + height;
}
