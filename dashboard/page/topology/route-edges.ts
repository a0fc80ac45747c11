import type { Edge, EdgeEnd } from '../../../src/overview/overview.ts';
import { type Box, type Layout, type PlacedHost, type PlacedTier, titleHeight } from './lay-out.ts';

export interface Route {
  readonly key: string;
  readonly path: string;
  readonly label: { readonly x: number; readonly y: number };
  readonly isLabelled: boolean;
  readonly perSecond: number | undefined;
  /** 0 to 1: how much of the greatest flow. */
  readonly weight: number;
}

/**
 * A curve for each edge. Where a tier has many hosts, one curve goes to the whole of it with the sum, since a hundred
 * curves say nothing.
 */
export function routeEdges(
  edges: readonly Edge[],
  layout: Layout,
  places: ReadonlyMap<string, PlacedHost>,
): readonly Route[] {
  const ends = (end: EdgeEnd): Place | undefined => placeOf(end, layout, places);
  const joined = new Map<string, Joined>();
  for (const edge of edges) {
    const [from, to] = [ends(edge.from), ends(edge.to)];
    if (from === undefined || to === undefined || from.name === to.name) continue;
    // From top to bottom the way to the name servers would go across all others.
    if (!layout.isWide && to.tier === 'dns') continue;
    const key = `${from.name} ${to.name}`;
    const before = joined.get(key);
    joined.set(key, { key, from, to, perSecond: sum(before?.perSecond, edge.perSecond) });
  }
  const all = [...joined.values()];
  const greatest = Math.max(0, ...all.map(({ perSecond = 0 }) => perSecond));
  const seen = new Map<string, number>();
  return all.map(({ key, from, to, perSecond }) => {
    // Labels of curves that meet at one host stand one behind the other.
    const flowing = (perSecond ?? 0) > 0;
    const order = seen.get(to.name) ?? 0;
    if (flowing) seen.set(to.name, order + 1);
    const curve = curveOf(from.box, to.box, layout.isWide);
    return {
      key,
      path: curve.path,
      label: curve.at(Math.max(0.3, (layout.isWide ? 0.62 : 0.55) - order * 0.2)),
      isLabelled: all.length <= labelledMax,
      perSecond,
      weight: greatest > 0 ? Math.sqrt((perSecond ?? 0) / greatest) : 0,
    };
  });
}

const labelledMax = 24;

interface Joined {
  readonly key: string;
  readonly from: Place;
  readonly to: Place;
  readonly perSecond: number | undefined;
}

interface Place {
  readonly name: string;
  readonly tier?: PlacedTier['name'];
  readonly box: Box;
}

function placeOf(end: EdgeEnd, layout: Layout, places: ReadonlyMap<string, PlacedHost>): Place | undefined {
  if (end.kind === 'host') return placeOfHost(end.host, layout, places);
  if (end.kind === 'users') return { name: 'users', box: layout.users };
  const tier = layout.tiers.find(({ hosts }) => hosts.some(({ host }) => host.roles.includes('app')));
  return tier === undefined ? undefined : wholeOf(tier);
}

function placeOfHost(name: string, layout: Layout, places: ReadonlyMap<string, PlacedHost>): Place | undefined {
  const box = places.get(name);
  const tier = layout.tiers.find(({ hosts }) => hosts.some(({ host }) => host.name === name));
  if (box === undefined || tier === undefined) return undefined;
  return tier.isDense ? wholeOf(tier) : { name, tier: tier.name, box };
}

/** A tier below its title. */
function wholeOf(tier: PlacedTier): Place {
  return {
    name: `tier ${tier.name}`,
    tier: tier.name,
    box: { ...tier, y: tier.y + titleHeight, height: tier.height - titleHeight },
  };
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined) return other;
  return other === undefined ? one : one + other;
}

/** A cubic curve that leaves and arrives in the direction of the flow. */
function curveOf(from: Box, to: Box, isWide: boolean) {
  const start = isWide ? { x: from.x + from.width, y: middleY(from) } : { x: middleX(from), y: from.y + from.height };
  const end = isWide ? { x: to.x, y: middleY(to) } : { x: middleX(to), y: to.y };
  const reach = isWide ? Math.max(30, (end.x - start.x) / 2) : Math.max(18, (end.y - start.y) / 2);
  const first = isWide ? { x: start.x + reach, y: start.y } : { x: start.x, y: start.y + reach };
  const second = isWide ? { x: end.x - reach, y: end.y } : { x: end.x, y: end.y - reach };
  const path = `M${[start, first, second, end].map(({ x, y }, at) => `${at === 1 ? 'C' : ''}${round(x)},${round(y)}`).join(' ')}`;
  const at = (t: number) => ({
    x: bezier(t, start.x, first.x, second.x, end.x),
    y: bezier(t, start.y, first.y, second.y, end.y),
  });
  return { path, at };
}

function bezier(t: number, a: number, b: number, c: number, d: number): number {
  const s = 1 - t;
  return round(s ** 3 * a + 3 * s * s * t * b + 3 * s * t * t * c + t ** 3 * d);
}

function middleX({ x, width }: Box): number {
  return x + width / 2;
}

function middleY({ y, height }: Box): number {
  return y + height / 2;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
