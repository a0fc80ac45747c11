import type { Box, Layout, PlacedGroup } from './layout.ts';
import { type Conversation, everyHost, internet } from './topology.ts';

/** An arrow: an SVG path and the place of its label. */
export interface Route {
  readonly conversation: Conversation;
  readonly path: string;
  readonly labelX: number;
  readonly labelY: number;
  /** Both ends carry a head: the hosts of one tier talk to each other. */
  readonly bothWays: boolean;
}

const loopReach = 30;
const corner = 14;

/** A way for each conversation: requests go downwards in curves, monitoring goes along a rail beside the tiers. */
export function routeAll(conversations: readonly Conversation[], layout: Layout): Route[] {
  const groups = new Map(layout.groups.map((placed) => [placed.group.id, placed]));
  const anchors = spreadAnchors(conversations, layout, groups);
  return conversations.flatMap((conversation) => {
    const from = groups.get(conversation.from);
    const to = groups.get(conversation.to);
    if (conversation.purpose === 'watch') return from === undefined ? [] : [routeWatch(conversation, from, to, layout)];
    if (conversation.purpose === 'operate') return [routeOperate(conversation, to, layout)];
    if (from !== undefined && from === to) return [routeLoop(conversation, from)];
    const ends = anchors.get(conversation);
    return ends === undefined ? [] : [routeDown(conversation, ends)];
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Anchors {
  readonly start: Point;
  readonly end: Point;
}

/** Spreads the ends of the downward arrows over the sides that they touch, in the order of their other ends. */
function spreadAnchors(
  conversations: readonly Conversation[],
  layout: Layout,
  groups: ReadonlyMap<string, PlacedGroup>,
): Map<Conversation, Anchors> {
  const boxOf = (end: string): Box | undefined => (end === internet ? layout.users : groups.get(end));
  const downward = conversations.filter(
    ({ from, to, purpose }) =>
      purpose === 'request' && from !== to && boxOf(from) !== undefined && boxOf(to) !== undefined,
  );
  const xOn = (own: 'from' | 'to', other: 'from' | 'to', conversation: Conversation): number => {
    const box = boxOf(conversation[own])!;
    const sharing = downward
      .filter((candidate) => candidate[own] === conversation[own])
      .sort((a, b) => centre(boxOf(a[other])!).x - centre(boxOf(b[other])!).x);
    return box.x + (box.width * (sharing.indexOf(conversation) + 1)) / (sharing.length + 1);
  };
  return new Map(
    downward.map((conversation) => {
      const from = boxOf(conversation.from)!;
      const to = boxOf(conversation.to)!;
      const top = conversation.viaVirtualAddress ? virtualAddressTop(to) : to.y;
      const start = { x: xOn('from', 'to', conversation), y: from.y + from.height };
      return [conversation, { start, end: { x: xOn('to', 'from', conversation), y: top } }];
    }),
  );
}

/** Height of the plate that shows the virtual address on top of the load balancers. */
export const virtualAddressHeight = 26;

/** The plate overlaps the group's edge a little, above the group's title. */
export function virtualAddressTop(group: Box): number {
  return group.y - virtualAddressHeight + 5;
}

function routeDown(conversation: Conversation, { start, end }: Anchors): Route {
  const bend = Math.max(30, (end.y - start.y) * 0.5);
  return {
    conversation,
    path: `M${at(start)} C${at({ x: start.x, y: start.y + bend })} ${at({ x: end.x, y: end.y - bend })} ${at({ x: end.x, y: end.y - 3 })}`,
    labelX: (start.x + end.x) / 2,
    labelY: (start.y + end.y) / 2,
    bothWays: false,
  };
}

function routeLoop(conversation: Conversation, group: PlacedGroup): Route {
  const top = { x: group.x - 3, y: group.y + group.height * 0.36 };
  const bottom = { x: group.x - 3, y: group.y + group.height * 0.76 };
  const reach = group.x - loopReach - 8;
  return {
    conversation,
    path: `M${at(top)} C${at({ x: reach, y: top.y - 6 })} ${at({ x: reach, y: bottom.y + 6 })} ${at(bottom)}`,
    labelX: group.x - loopReach + 6 - labelWidth(conversation) / 2,
    labelY: (top.y + bottom.y) / 2,
    bothWays: true,
  };
}

function routeWatch(conversation: Conversation, from: PlacedGroup, to: PlacedGroup | undefined, layout: Layout): Route {
  const start = { x: from.x, y: from.y + from.height / 2 };
  const rail = layout.railX;
  if (to === undefined || to === from) {
    return {
      conversation,
      path: `M${at(start)} L${at({ x: rail, y: start.y })}`,
      labelX: (start.x + rail) / 2,
      labelY: start.y,
      bothWays: false,
    };
  }
  const rightmost = layout.groups.every(({ aside, layer, x }) => aside || layer !== to.layer || x <= to.x);
  return rightmost
    ? alongRail(conversation, start, rail, { x: to.x + to.width, y: to.y + to.height / 2 })
    : throughGutter(conversation, start, rail, layout.gutterY, to);
}

function alongRail(conversation: Conversation, start: Point, rail: number, target: Point): Route {
  const level = Math.abs(target.y - start.y) < 2 * corner;
  const turn = target.y < start.y ? -corner : corner;
  const path = level
    ? `M${at({ x: rail, y: start.y })} L${at({ x: target.x + 3, y: start.y })}`
    : `M${at({ x: rail, y: start.y })} L${at({ x: rail, y: target.y - turn })} Q${at({ x: rail, y: target.y })} ${at({ x: rail - corner, y: target.y })} L${at({ x: target.x + 3, y: target.y })}`;
  const labelY = level ? start.y : target.y;
  return { conversation, path, labelX: Math.max((target.x + rail) / 2, rail - 84), labelY, bothWays: false };
}

function throughGutter(conversation: Conversation, start: Point, rail: number, gutter: number, to: PlacedGroup): Route {
  const x = to.x + to.width * 0.5;
  const turn = gutter < start.y ? -corner : corner;
  return {
    conversation,
    path: `M${at({ x: rail, y: start.y })} L${at({ x: rail, y: gutter - turn })} Q${at({ x: rail, y: gutter })} ${at({ x: rail - corner, y: gutter })} L${at({ x: x + corner, y: gutter })} Q${at({ x, y: gutter })} ${at({ x, y: gutter - corner })} L${at({ x, y: to.y + to.height + 3 })}`,
    labelX: x + 64,
    labelY: gutter,
    bothWays: false,
  };
}

function routeOperate(conversation: Conversation, to: PlacedGroup | undefined, layout: Layout): Route {
  const operators = layout.operators;
  const everywhere = to === undefined;
  const x = operators.x + operators.width * (everywhere ? 0.22 : 0.72);
  const startY = operators.y + operators.height;
  const endY = everywhere ? layout.privateBand.y : to.y;
  return {
    conversation,
    path: `M${at({ x, y: startY })} L${at({ x, y: endY - 3 })}`,
    labelX: x,
    labelY: startY + (layout.privateBand.y - startY) * (everywhere ? 0.36 : 0.62),
    bothWays: false,
  };
}

/** What is written beside an arrow. */
export function routeLabel({ to, label }: Conversation): string {
  return to === everyHost ? `every host ${label}` : label;
}

/** Of the plate behind a label in the 11 px monospaced font. */
export function labelWidth(conversation: Conversation): number {
  return routeLabel(conversation).length * 6.7 + 12;
}

function centre({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

function at({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

/** One digit: enough for the eye, and the same on every machine. */
export function round(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}
