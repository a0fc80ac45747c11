import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideMembership, type MembershipObservation, type PeerObservation } from '../../agent/decide-membership.ts';
import type { MemberState } from '../../agent/group-view.ts';
import { containsGtidSet, parseGtidSet } from '../../agent/gtid-set.ts';

const UUID = '5f0d3a52-6a3c-4c49-9a55-000000000001';
const OTHER = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const upTo = (number: number) => parseGtidSet(number === 0 ? '' : `${UUID}:1-${number}`);

type Answering = Extract<PeerObservation, { answers: true }>;

function peer(name: string, rest: Partial<Omit<Answering, 'name' | 'answers'>> = {}): PeerObservation {
  const state = rest.state ?? 'OFFLINE';
  const base = { name, answers: true as const, state, majority: true, founding: false, lists: [name], gtids: upTo(10) };
  return { ...base, ...rest };
}

function observe(peers: PeerObservation[], rest: Partial<MembershipObservation> = {}): MembershipObservation {
  return {
    self: { name: 'db-2', state: 'OFFLINE', gtids: upTo(10) },
    peers,
    order: ['db-1', 'db-2', 'db-3'],
    givenUp: new Set(),
    ...rest,
  };
}

const silent = (name: string): PeerObservation => ({ name, answers: false });

describe('a member of a group', () => {
  test.each<MemberState>(['ONLINE', 'RECOVERING'])('that is %s does nothing', (state) => {
    const self = { name: 'db-2', state, gtids: upTo(0) };
    expect(decideMembership(observe([silent('db-1'), silent('db-3')], { self })).kind).toBe('none');
  });
});

describe('a group is running', () => {
  const online = peer('db-1', { state: 'ONLINE', lists: ['db-1', 'db-3'] });

  test('joins it, through the members that are ONLINE', () => {
    const action = decideMembership(observe([online, peer('db-3', { state: 'RECOVERING', lists: ['db-1', 'db-3'] })]));
    expect(action).toEqual({ kind: 'join', reason: 'the group of db-1 is ONLINE', through: ['db-1'] });
  });

  test('joins also from ERROR, with less data, and while another member is away', () => {
    const self = { name: 'db-2', state: 'ERROR' as const, gtids: upTo(3) };
    expect(decideMembership(observe([online, silent('db-3')], { self })).kind).toBe('join');
  });

  test('waits while a member still lists this one', () => {
    const stale = peer('db-3', { state: 'ONLINE', lists: ['db-1', 'db-2', 'db-3'] });
    expect(decideMembership(observe([online, stale]))).toMatchObject({
      kind: 'wait',
      reason: expect.stringContaining('db-3 still lists this member'),
    });
  });

  test.each([
    ['only RECOVERING', { state: 'RECOVERING' as const }],
    ['ONLINE without a majority', { state: 'ONLINE' as const, majority: false }],
    ['still founding its group', { state: 'ONLINE' as const, founding: true }],
  ])('waits while the other is %s, and never bootstraps beside it', (_, state) => {
    expect(decideMembership(observe([peer('db-1', state), peer('db-3')])).kind).toBe('wait');
  });

  test('says which transactions keep it from joining', () => {
    const self = { name: 'db-2', state: 'OFFLINE' as const, gtids: parseGtidSet(`${UUID}:1-9,${OTHER}:1-2`) };
    expect(decideMembership(observe([online, peer('db-3')], { self }))).toMatchObject({
      kind: 'wait',
      reason: expect.stringContaining(`(${OTHER}:1-2): it will not join by itself`),
    });
  });
});

describe('no group is running', () => {
  test('the member with the newest data bootstraps', () => {
    const self = { name: 'db-2', state: 'OFFLINE' as const, gtids: upTo(11) };
    expect(decideMembership(observe([peer('db-1'), peer('db-3')], { self })).kind).toBe('bootstrap');
  });

  test('a member with older data waits and says for whom', () => {
    expect(decideMembership(observe([peer('db-1'), peer('db-3', { gtids: upTo(12) })]))).toEqual({
      kind: 'wait',
      reason: 'db-3 has newer data: waiting for its group',
    });
  });

  test('of equals the first in declared order bootstraps', () => {
    const first = observe([peer('db-2'), peer('db-3')], { self: { name: 'db-1', state: 'OFFLINE', gtids: upTo(10) } });
    expect(decideMembership(first).kind).toBe('bootstrap');
    expect(decideMembership(observe([peer('db-1'), peer('db-3')])).kind).toBe('wait');
  });

  test('with a member missing it waits, also with the newest data', () => {
    expect(decideMembership(observe([silent('db-1'), peer('db-3', { gtids: upTo(2) })]))).toMatchObject({
      kind: 'wait',
      reason: expect.stringContaining('only 2 of 3 members answer: waiting for db-1'),
    });
  });

  test('only the members that were given up may be missing', () => {
    const givenUp = new Set(['db-1']);
    expect(decideMembership(observe([silent('db-1'), peer('db-3')], { givenUp })).kind).toBe('bootstrap');
    expect(decideMembership(observe([peer('db-1'), silent('db-3')], { givenUp })).kind).toBe('wait');
  });

  test('a member that was given up and answers after all counts', () => {
    const peers = [peer('db-1', { gtids: upTo(99) }), peer('db-3')];
    expect(decideMembership(observe(peers, { givenUp: new Set(['db-1']) })).kind).toBe('wait');
  });

  test('diverged data is never decided by itself', () => {
    const peers = [peer('db-1', { gtids: parseGtidSet(`${OTHER}:1`) }), peer('db-3')];
    expect(decideMembership(observe(peers))).toMatchObject({
      kind: 'wait',
      reason: expect.stringContaining('the data has diverged: this member and db-1'),
    });
  });
});

describe('laws', () => {
  const state = fc.constantFrom<MemberState>('ONLINE', 'RECOVERING', 'OFFLINE', 'ERROR', 'UNREACHABLE');
  const gtids = fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 }))
    .map(([a, b]) => parseGtidSet([a && `${UUID}:1-${a}`, b && `${OTHER}:1-${b}`].filter(Boolean).join(',')));
  const allNames = ['db-1', 'db-2', 'db-3'];
  const lists = fc.subarray(allNames);
  const anyPeer = (name: string): fc.Arbitrary<PeerObservation> =>
    fc.oneof(
      fc.constant(silent(name)),
      fc.record({
        name: fc.constant(name),
        answers: fc.constant(true as const),
        state,
        majority: fc.boolean(),
        founding: fc.boolean(),
        lists,
        gtids,
      }),
    );
  const observation: fc.Arbitrary<MembershipObservation> = fc
    .tuple(state, gtids, anyPeer('db-1'), anyPeer('db-3'), fc.subarray(allNames))
    .map(([own, set, one, three, givenUp]) =>
      observe([one, three], { self: { name: 'db-2', state: own, gtids: set }, givenUp: new Set(givenUp) }),
    );

  // Half of the observations of each law are made likely to lead to its action; the last expectation proves that they do.
  const withoutGroup = observation.map((seen) => {
    const calm = (other: PeerObservation): PeerObservation => (other.answers ? { ...other, state: 'OFFLINE' } : other);
    return { ...seen, self: { ...seen.self, state: 'OFFLINE' as const }, peers: seen.peers.map(calm) };
  });

  const withOpenGroup = fc.tuple(observation, lists).map(([seen, listed]) => {
    const open = { state: 'ONLINE', majority: true, founding: false, lists: listed } as const;
    const peers = seen.peers.map((other) => (other.answers ? { ...other, ...open } : other));
    return { ...seen, self: { ...seen.self, state: 'ERROR' as const }, peers };
  });

  test('bootstraps only outside of every group, when all others answer or were given up, with everyone’s data', () => {
    let bootstraps = 0;
    fc.assert(
      fc.property(fc.oneof(observation, withoutGroup), (seen) => {
        if (decideMembership(seen).kind !== 'bootstrap') return;
        bootstraps += 1;
        expect(['ONLINE', 'RECOVERING']).not.toContain(seen.self.state);
        for (const other of seen.peers) {
          if (!other.answers) expect(seen.givenUp).toContain(other.name);
          else {
            expect(['ONLINE', 'RECOVERING']).not.toContain(other.state);
            expect(containsGtidSet(seen.self.gtids, other.gtids)).toBe(true);
          }
        }
      }),
      { numRuns: 2_000 },
    );
    expect(bootstraps).toBeGreaterThan(20);
  });

  test('joins only through ONLINE members with a majority, while nobody in a group lists it', () => {
    let joins = 0;
    fc.assert(
      fc.property(fc.oneof(observation, withOpenGroup), (seen) => {
        const action = decideMembership(seen);
        if (action.kind !== 'join') return;
        joins += 1;
        expect(action.through.length).toBeGreaterThan(0);
        for (const other of seen.peers) {
          if (!other.answers) continue;
          if (other.state === 'ONLINE' || other.state === 'RECOVERING') expect(other.lists).not.toContain('db-2');
          if (action.through.includes(other.name)) expect([other.state, other.majority]).toEqual(['ONLINE', true]);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(joins).toBeGreaterThan(50);
  });

  const members = fc
    .integer({ min: 1, max: 7 })
    .chain((size) => fc.array(fc.integer({ min: 0, max: 5 }), { minLength: size, maxLength: size }));
  const decideAll = (sets: ReturnType<typeof upTo>[]) => {
    const order = sets.map((_, index) => `db-${index + 1}`);
    return order.map((name, index) =>
      decideMembership({
        self: { name, state: 'OFFLINE', gtids: sets[index]! },
        peers: order
          .filter((other) => other !== name)
          .map((other) => peer(other, { gtids: sets[order.indexOf(other)]! })),
        order,
        givenUp: new Set(),
      }),
    );
  };

  test('of totally ordered data exactly one member bootstraps: the first of those with the most', () => {
    fc.assert(
      fc.property(members, (counts) => {
        const kinds = decideAll(counts.map(upTo)).map((action) => action.kind);
        expect(kinds.filter((kind) => kind === 'bootstrap')).toHaveLength(1);
        expect(kinds.indexOf('bootstrap')).toBe(counts.indexOf(Math.max(...counts)));
      }),
    );
  });

  test('of any data at most one member bootstraps', () => {
    fc.assert(
      fc.property(fc.array(gtids, { minLength: 1, maxLength: 7 }), (sets) => {
        expect(decideAll(sets).filter((action) => action.kind === 'bootstrap').length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
