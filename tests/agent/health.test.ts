import { expect, test } from 'vitest';
import { GROUP_VIEW_QUERY, type GroupView, parseGroupView } from '../../agent/group-view.ts';
import { awaitsPrimary, judgeHealth, mayBeExpelled } from '../../agent/health.ts';

const ID = '20867b4f-e76f-11f1-825c-1ae477b98144';

const primary: GroupView = {
  id: ID,
  state: 'ONLINE',
  role: 'PRIMARY',
  majority: true,
  superReadOnly: false,
  offlineMode: false,
  members: [],
};
const secondary: GroupView = { ...primary, role: 'SECONDARY', superReadOnly: true };

test.each<[string, GroupView | undefined, number, boolean, boolean]>([
  ['a primary', primary, 0, true, false],
  ['a secondary', secondary, 999, false, true],
  ['an observation that is 1 s old', primary, 1_000, false, false],
  ['a mysqld that never answered', undefined, 0, false, false],
  ['a primary that does not take writes yet', { ...primary, superReadOnly: true }, 0, false, false],
  ['a primary without a majority', { ...primary, majority: false }, 0, false, false],
  ['a secondary without a majority', { ...secondary, majority: false }, 0, false, false],
  ['a member that left in offline mode', { ...primary, offlineMode: true }, 0, false, false],
  ['a recovering member', { ...secondary, state: 'RECOVERING' }, 0, false, false],
  ['an expelled member', { ...secondary, state: 'ERROR' }, 0, false, false],
])('%s', (_, view, ageMs, takesWrites, answersReads) => {
  const health = judgeHealth('group', { view, ageMs, doubted: false });
  expect([health.primary, health.secondary]).toEqual([takesWrites, answersReads]);
  expect(health.reason).not.toBe('');
});

test.each<[string, Partial<GroupView>, boolean]>([
  ['writable', {}, true],
  ['read-only', { superReadOnly: true }, false],
  ['offline', { offlineMode: true }, false],
])('a single server that is %s', (_, rest, takesWrites) => {
  const view: GroupView = { ...primary, state: 'OFFLINE', role: '', ...rest };
  expect(judgeHealth('single', { view, ageMs: 0, doubted: false })).toMatchObject({
    primary: takesWrites,
    secondary: false,
  });
});

const members = (state: 'ONLINE' | 'UNREACHABLE'): GroupView['members'] => [
  { id: 'a', name: 'db-1', state, role: 'PRIMARY' },
  { id: 'b', name: 'db-2', state: 'ONLINE', role: 'SECONDARY' },
];

test.each<[string, GroupView, boolean]>([
  ['a primary that is ONLINE', { ...secondary, members: members('ONLINE') }, false],
  ['being the primary', { ...primary, members: members('ONLINE') }, false],
  ['a primary that is suspected', { ...secondary, members: members('UNREACHABLE') }, true],
  ['no primary', { ...secondary, members: members('ONLINE').slice(1) }, true],
  ['being a primary that is read-only yet', { ...primary, superReadOnly: true, members: members('ONLINE') }, true],
])('%s: does a member look out for a new primary?', (_, view, expected) => {
  expect(awaitsPrimary(view)).toBe(expected);
});

test('a member that woke up from a long silence is doubted, since its group may have gone on without it', () => {
  expect(mayBeExpelled(primary, primary, 4_000)).toBe(true);
  expect(judgeHealth('group', { view: primary, ageMs: 0, doubted: true }).primary).toBe(false);
});

test.each<[string, GroupView | undefined, GroupView, number]>([
  ['a short silence', primary, primary, 3_999],
  ['the first answer', undefined, primary, Number.POSITIVE_INFINITY],
  ['a member that has joined since', { ...primary, state: 'OFFLINE' }, primary, 60_000],
  ['another server', primary, { ...primary, id: 'other' }, 60_000],
])('%s is no reason to doubt', (_, before, after, silenceMs) => {
  expect(mayBeExpelled(before, after, silenceMs)).toBe(false);
});

test('reads the rows of a group of three, one of them unreachable', () => {
  const row = (id: string, name: string, state: string, role: string) =>
    ({ serverId: ID, superReadOnly: 0, offlineMode: 0, id, name, state, role }) as const;
  const rows = [
    row('c', 'db-3', 'UNREACHABLE', 'SECONDARY'),
    row(ID, 'db-1', 'ONLINE', 'PRIMARY'),
    row('b', 'db-2', 'ONLINE', 'SECONDARY'),
  ];
  const view = parseGroupView(rows);
  expect(view).toMatchObject({ state: 'ONLINE', role: 'PRIMARY', majority: true, superReadOnly: false });
  expect(view.members.map((member) => member.name)).toEqual(['db-1', 'db-2', 'db-3']);
  expect(parseGroupView([{ ...rows[2]!, state: 'UNREACHABLE' }, rows[0]!, rows[1]!]).majority).toBe(false);
});

test('reads a server whose plugin is not loaded or was never started', () => {
  const alone = { serverId: ID, superReadOnly: 1, offlineMode: 0, id: null, name: null, state: null, role: null };
  expect(parseGroupView([alone])).toMatchObject({ state: 'OFFLINE', role: '', members: [], superReadOnly: true });
  expect(parseGroupView([{ ...alone, id: '', name: '', state: 'OFFLINE', role: '' }])).toMatchObject({
    state: 'OFFLINE',
    members: [],
  });
});

test('refuses rows that it does not understand', () => {
  expect(() => parseGroupView([])).toThrow('no row');
  expect(() => parseGroupView([{ serverId: ID, id: ID, name: 'db-1', state: 'SLEEPING', role: '' }])).toThrow(
    'SLEEPING',
  );
  expect(GROUP_VIEW_QUERY).not.toContain('group_replication_');
});

const three: GroupView['members'] = [
  ...members('ONLINE'),
  { id: 'c', name: 'db-3', state: 'ONLINE', role: 'SECONDARY' },
];

test.each<[string, GroupView, readonly string[], boolean]>([
  ['hears everybody', { ...primary, members: three }, [], true],
  ['hears one of two others', { ...primary, members: three }, ['db-3'], true],
  ['hears nobody', { ...primary, members: three }, ['db-2', 'db-3'], false],
  ['is one of the two that are left, and hears nobody', { ...primary, members: members('ONLINE') }, ['db-2'], false],
  ['is the only one that is left', { ...primary, members: three.slice(0, 1) }, [], true],
  [
    'hears one, and the group suspects that one',
    {
      ...primary,
      members: three.map((one) => (one.name === 'db-2' ? { ...one, state: 'UNREACHABLE' as const } : one)),
    },
    ['db-3'],
    false,
  ],
])('a primary that %s', (_, view, silent, takesWrites) => {
  const observation = { view, ageMs: 0, doubted: false };
  expect(judgeHealth('group', observation, new Set(silent)).primary).toBe(takesWrites);
});
