import { expect, test } from 'vitest';
import type { DatabaseMember, DatabaseStatus } from '../../../src/operations/database/read-database-status.ts';
import { chooseNextPrimary } from '../../../src/operations/database/switch-primary.ts';

const server = {
  version: '9.7.4',
  uptimeSeconds: 1,
  connections: 1,
  connectionsMax: 100,
  schemaBytes: 0,
  queued: 0,
  lagSeconds: 0,
  dataBytes: 0,
};
const member = (host: string, role: DatabaseMember['role'], queued = 0): DatabaseMember => ({
  ...{ host, role, state: 'ONLINE', reason: '' },
  server: { ...server, queued },
});
const down: DatabaseMember = { host: 'db-3', role: null, state: 'unreachable', reason: 'no answer', server: null };

const status = (members: readonly DatabaseMember[], more: Partial<DatabaseStatus> = {}): DatabaseStatus => ({
  ...{ version: 1, environment: 'lab', mode: 'group', whole: true, primary: 'db-1', mayFail: 1, members },
  ...more,
});
const whole = status([member('db-1', 'primary'), member('db-2', 'secondary', 4), member('db-3', 'secondary', 1)]);

test('without a name it is the secondary with the shortest queue', () => {
  expect(chooseNextPrimary(whole, undefined)).toBe('db-3');
});

test('a named secondary is taken', () => {
  expect(chooseNextPrimary(whole, 'db-2')).toBe('db-2');
});

test.each([
  [
    'a member that is down',
    status([member('db-1', 'primary'), down]),
    'db-3',
    /db-3 is no healthy secondary \(db-1 is primary, db-3 is unreachable\)/,
  ],
  ['no secondary at all', status([member('db-1', 'primary'), down]), undefined, /no secondary can take over/],
  ['a group without a primary', status([member('db-2', 'secondary')], { primary: null }), 'db-2', /no primary now/],
  ['a single server', status([member('db-1', 'primary')], { mode: 'single' }), undefined, /a single database server/],
])('%s is refused', (_, given, wanted, reason) => {
  expect(() => chooseNextPrimary(given, wanted)).toThrow(reason);
});
