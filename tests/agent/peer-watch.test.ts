import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { NoAnswer } from '../../agent/database.ts';
import type { GroupView } from '../../agent/group-view.ts';
import { isSilence } from '../../agent/peer-hearing.ts';
import { type PeerWatch, SILENT_MS, watchPeers } from '../../agent/peer-watch.ts';

const group: GroupView = {
  id: 'a',
  state: 'ONLINE',
  role: 'PRIMARY',
  majority: true,
  superReadOnly: false,
  offlineMode: false,
  members: ['a', 'b', 'c'].map((id, n) => ({
    id,
    name: `db-${n + 1}`,
    state: 'ONLINE',
    role: n === 0 ? 'PRIMARY' : 'SECONDARY',
  })),
};

/** A watch whose clock and network are ours. */
function rig() {
  const state = { nowMs: 0, view: group, reachable: new Set(['db-2', 'db-3']), asked: new Set<string>() };
  const watch = watchPeers({
    view: () => state.view,
    hears: async (name) => {
      state.asked.add(name);
      return state.reachable.has(name);
    },
    now: () => state.nowMs,
    intervalMs: 1,
  });
  running.push(watch);
  return { state, silent: () => [...watch.silent()] };
}

const running: PeerWatch[] = [];
afterEach(() => {
  for (const watch of running.splice(0)) watch.stop();
});
/** More than one turn of the loop. */
const turns = () => sleep(20);

test('a primary finds silent who is silent, and only after its time', async () => {
  const { state, silent } = rig();
  await turns();
  state.reachable.delete('db-3');
  state.nowMs = SILENT_MS - 1;
  expect(silent()).toEqual([]);
  await turns();
  state.nowMs = SILENT_MS;
  expect(silent()).toEqual(['db-3']);
});

test('who is heard again is silent no more', async () => {
  const { state, silent } = rig();
  state.reachable.clear();
  await turns();
  state.nowMs = SILENT_MS;
  expect(silent()).toEqual(['db-2', 'db-3']);
  state.reachable.add('db-2');
  await turns();
  expect(silent()).toEqual(['db-3']);
});

test('an answer counts from when it was asked for', async () => {
  const state = { nowMs: 0 };
  const watch = watchPeers({
    view: () => group,
    // Heard, but the answer took long.
    hears: async () => {
      state.nowMs += SILENT_MS;
      return true;
    },
    now: () => state.nowMs,
    intervalMs: 100_000,
  });
  running.push(watch);
  await turns();
  expect([...watch.silent()]).toContain('db-2');
});

test('whoever is no primary asks nobody, and whoever becomes it begins anew', async () => {
  const { state, silent } = rig();
  await turns();
  state.view = { ...group, role: 'SECONDARY' };
  await turns();
  state.asked.clear();
  state.nowMs = 10 * SILENT_MS;
  await turns();
  expect([[...state.asked], silent()]).toEqual([[], []]);
  state.view = group;
  state.reachable.clear();
  await turns();
  expect([[...state.asked].sort(), silent()]).toEqual([['db-2', 'db-3'], []]);
  state.nowMs += SILENT_MS;
  expect(silent()).toEqual(['db-2', 'db-3']);
});

test('who left the group is not missed', async () => {
  const { state, silent } = rig();
  state.reachable.delete('db-3');
  await turns();
  state.view = { ...group, members: group.members.slice(0, 2) };
  await turns();
  state.nowMs = SILENT_MS - 1;
  await turns();
  state.nowMs = SILENT_MS;
  expect(silent()).toEqual([]);
});

test.each<[string, unknown, boolean]>([
  ['no answer in time', new NoAnswer('no login within 1000 ms'), true],
  ['no route', Object.assign(new Error('unreachable'), { code: 'EHOSTUNREACH' }), true],
  ['a refused connection', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), false],
  ['a refused login', Object.assign(new Error('denied'), { code: 'ER_ACCESS_DENIED_ERROR' }), false],
  ['nothing at all', undefined, false],
])('%s: is it silence?', (_, error, expected) => {
  expect(isSilence(error)).toBe(expected);
});
