import { expect, test } from 'vitest';
import type { GroupMember, GroupView } from '../../agent/group-view.ts';
import { chooseNextPrimary } from '../../agent/switchover.ts';

const member = (name: string, state: GroupMember['state'], role: GroupMember['role']): GroupMember => ({
  id: name,
  name,
  state,
  role,
});

const view: GroupView = {
  id: 'db-1',
  state: 'ONLINE',
  role: 'PRIMARY',
  majority: true,
  superReadOnly: false,
  offlineMode: false,
  members: [
    member('db-1', 'ONLINE', 'PRIMARY'),
    member('db-2', 'RECOVERING', 'SECONDARY'),
    member('db-3', 'ONLINE', 'SECONDARY'),
    member('db-4', 'ONLINE', 'SECONDARY'),
  ],
};

test('the first ONLINE secondary takes over, or the one that was named', () => {
  expect(chooseNextPrimary(view, undefined)?.name).toBe('db-3');
  expect(chooseNextPrimary(view, 'db-4')?.name).toBe('db-4');
});

test('neither a recovering nor an unknown member nor the primary itself takes over', () => {
  for (const name of ['db-1', 'db-2', 'db-9']) expect(chooseNextPrimary(view, name)).toBeUndefined();
});
