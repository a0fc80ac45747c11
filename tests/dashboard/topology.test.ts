import { describe, expect, test } from 'vitest';
import { makeWorld } from '../../dashboard/mock/world.ts';
import { type Box, type Layout, layOut } from '../../dashboard/page/topology/lay-out.ts';
import { routeEdges } from '../../dashboard/page/topology/route-edges.ts';
import type { Edge } from '../../src/overview/overview.ts';

const widths = [296, 328, 700, 872, 1180, 1500];
const cases = (['ten', 'hundred'] as const).flatMap((size) => widths.map((width) => [size, width] as const));

describe('every host has a place of its own', () => {
  test.each(cases)('%s hosts in a width of %s', (size, width) => {
    const { hosts } = makeWorld(size, 0).document;
    const layout = layOut(hosts, width);
    const placed = layout.tiers.flatMap((tier) => tier.hosts);
    expect(placed.map(({ host }) => host.name).sort()).toEqual(hosts.map(({ name }) => name).sort());
    expect([...placed, ...layout.tiers, layout.users].filter((box) => !isInside(box, layout))).toEqual([]);
    const boxes: readonly Box[] = [...placed, layout.users];
    const overlaps = boxes.flatMap((one, at) => boxes.slice(at + 1).filter((other) => overlap(one, other)));
    expect(overlaps).toEqual([]);
  });
});

test('a host with every role is drawn once, where users meet it', () => {
  const roles = ['dns', 'loadBalancer', 'web', 'app', 'database', 'monitoring'] as const;
  const layout = layOut([{ name: 'one', roles, privateAddress: '10.0.0.1' }], 900);
  expect(layout.tiers.map(({ name, hosts }) => [name, hosts.length])).toEqual([['loadBalancer', 1]]);
});

test('curves to many hosts are one curve with the sum', () => {
  const { hosts } = makeWorld('hundred', 0).document;
  const layout = layOut(hosts, 1180);
  const places = new Map(layout.tiers.flatMap((tier) => tier.hosts).map((placed) => [placed.host.name, placed]));
  const edges = ['web-1', 'web-2', 'web-3'].map(
    (host): Edge => ({
      from: { kind: 'host', host: 'lb-1' },
      to: { kind: 'host', host },
      perSecond: host === 'web-3' ? undefined : 20,
      of: 'requests',
    }),
  );
  const routes = routeEdges(edges, layout, places);
  expect(routes.map(({ key, perSecond }) => [key, perSecond])).toEqual([['lb-1 tier web', 40]]);
});

function isInside({ x, y, width, height }: Box, layout: Layout): boolean {
  return x >= 0 && y >= 0 && x + width <= layout.width + 1 && y + height <= layout.height + 1;
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
