import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange, rangeContains, rangesOverlap } from '../../src/lab/ipv4.ts';
import { findConflicts, type HostNetwork, parseHostNetwork } from '../../src/lab/network-conflicts.ts';

const wanted = [
  { name: 'sx-lab-pub', cidr: '10.213.0.0/24' },
  { name: 'sx-lab-prv', cidr: '10.214.0.0/24' },
];
const free: HostNetwork = {
  interfaces: [{ name: 'eth0', alias: undefined, addresses: ['192.0.2.2/24'] }],
  routes: [
    { destination: 'default', device: 'eth0' },
    { destination: '192.0.2.0/24', device: 'eth0' },
  ],
};
const withInterface = (name: string, addresses: string[], alias?: string): HostNetwork => ({
  interfaces: [...free.interfaces, { name, alias, addresses }],
  routes: free.routes,
});
const conflicts = (network: HostNetwork) => findConflicts(wanted, 'smartx:lab', network);

describe('findConflicts', () => {
  it('finds none on a free machine, nor with the bridges of the lab itself', () => {
    expect(conflicts(free)).toEqual([]);
    expect(conflicts(withInterface('sx-lab-pub', ['10.213.0.1/24'], 'smartx:lab'))).toEqual([]);
  });

  it('takes an unnamed bridge without addresses for what an interrupted start has left', () => {
    expect(conflicts(withInterface('sx-lab-pub', []))).toEqual([]);
  });

  it('names the interface that uses a range, or the lab that it belongs to', () => {
    expect(conflicts(withInterface('tun0', ['10.213.0.77/16']))).toEqual([
      '10.213.0.0/24 overlaps 10.213.0.77/16 of the interface tun0',
    ]);
    expect(conflicts(withInterface('sx-other-pub', ['10.213.0.1/24'], 'smartx:other'))).toEqual([
      '10.213.0.0/24 overlaps 10.213.0.1/24 of the lab "other" (sx-other-pub)',
    ]);
  });

  it('names the route that a range would cover, apart from the default route', () => {
    const routes = [...free.routes, { destination: '10.214.0.128/25', device: 'tun0' }];
    expect(conflicts({ ...free, routes })).toEqual([
      '10.214.0.0/24 overlaps the route to 10.214.0.128/25 through tun0',
    ]);
  });

  it("refuses a bridge name of somebody else's", () => {
    expect(conflicts(withInterface('sx-lab-pub', ['198.51.100.1/24']))).toEqual([
      "the interface sx-lab-pub exists and is not this lab's",
    ]);
  });
});

describe('parseHostNetwork', () => {
  it('reads what iproute2 prints, IPv4 only', () => {
    const addresses = JSON.stringify([
      {},
      {
        ifname: 'br0',
        ifalias: 'mine',
        addr_info: [
          { family: 'inet', local: '10.0.0.1', prefixlen: 24 },
          { family: 'inet6', local: 'fe80::1', prefixlen: 64 },
        ],
      },
    ]);
    const routes = JSON.stringify([
      { dst: '10.0.0.0/24', dev: 'br0' },
      { type: 'blackhole', dst: '10.9.0.0/16' },
    ]);
    expect(parseHostNetwork(addresses, routes)).toEqual({
      interfaces: [{ name: 'br0', alias: 'mine', addresses: ['10.0.0.1/24'] }],
      routes: [
        { destination: '10.0.0.0/24', device: 'br0' },
        { destination: '10.9.0.0/16', device: 'blackhole' },
      ],
    });
  });
});

describe('IPv4 ranges', () => {
  it.each(['', 'default', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/24/1', 'fe80::/64', '10.0.0.256'])(
    'refuse "%s"',
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );

  it('overlap exactly when one contains the first address of the other', () => {
    const cidr = fc
      .tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 }))
      .map(([address, length]) => `${address}/${length}`);
    fc.assert(
      fc.property(cidr, cidr, (a, b) => {
        const [left, right] = [parseRange(a)!, parseRange(b)!];
        const first = (number: number) => [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');
        const contained = rangeContains(left, first(right.first)) || rangeContains(right, first(left.first));
        expect(rangesOverlap(left, right)).toBe(contained);
        expect(rangesOverlap(right, left)).toBe(contained);
      }),
    );
  });
});
