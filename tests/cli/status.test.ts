import { expect, test } from 'vitest';
import { judgeServices, parseUnitStates, startedByTimers } from '../../src/operations/read-status.ts';
import type { ManifestUnit } from '../../src/services/manifest.ts';

const unit = (name: string, kind: ManifestUnit['kind'] = 'service'): ManifestUnit => ({
  name,
  kind,
  order: 1,
  restartOn: [],
  reloadOn: [],
  restartDisruption: 'none',
});

// Captured from `systemctl show --property=ActiveState,Result` of systemd 257 for four units.
const answer = `Result=success
ActiveState=active

Result=exit-code
ActiveState=failed

Result=success
ActiveState=inactive

Result=success
ActiveState=inactive
@finished
app-migrate.service
`;

test('states come in the order of the units; a oneshot that has run is finished', () => {
  const units = [
    unit('a.service'),
    unit('b.service'),
    unit('app-migrate.service', 'oneshot'),
    unit('d.service', 'oneshot'),
  ];
  expect(parseUnitStates(answer, units)).toEqual([
    { name: 'a.service', state: 'active' },
    { name: 'b.service', state: 'failed' },
    { name: 'app-migrate.service', state: 'finished' },
    { name: 'd.service', state: 'inactive' },
  ]);
});

test('a unit that the answer lacks is unknown', () => {
  expect(parseUnitStates('', [unit('a.service')])).toEqual([{ name: 'a.service', state: 'unknown' }]);
});

test('what a timer starts is told of when its last run failed, and only then', () => {
  const units = [unit('a.service'), unit('smartx-backup-full.timer'), unit('smartx-backup-logs.timer')];
  const started = startedByTimers(units).map(({ name }) => name);
  expect(started).toEqual(['smartx-backup-full.service', 'smartx-backup-logs.service']);
  const timers = units.map(({ name }) => ({ name, state: 'active' }));
  const [full, logs] = started.map((name) => ({ name, state: 'inactive' }));
  const failed = { ...full!, state: 'failed' };
  expect(judgeServices([...timers, full!, logs!], units)).toEqual(timers);
  expect(judgeServices([...timers, failed, logs!], units)).toEqual([...timers, failed]);
});
