import { expect, test } from 'vitest';
import { parseUnitStates } from '../../src/operations/read-status.ts';
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
