import type { Platform } from '../../platform/platform.ts';
import type { Drill } from '../drill.ts';
import { gapBelow, nothingFails, nothingLost, onePrimary } from './objectives.ts';

/** What nobody looks at until it is needed. */
export const backupDrills: readonly Drill[] = [
  {
    name: 'restore',
    title: 'A full backup is made, binary logs follow it, and both are restored into a scratch instance.',
    proves:
      'A backup made under load comes back with every row, and with what users were told meanwhile; nobody notices.',
    limits: 'The live data stay as they are; the drill drop-table replaces them.',
    unfit: unfitWithoutBackups,
    faults: () => [{ kind: 'backupRestored' }],
    faultSeconds: 5,
    objectives: [nothingFails, gapBelow(1_000), ...nothingLost],
  },
  {
    name: 'drop-table',
    title: 'Somebody drops the table of transfers, and the database is restored to the moment right before.',
    proves: 'Every transfer that was acknowledged before the table was dropped comes back, to the last one.',
    limits: 'How long it takes grows with the data, and nothing can be transferred until it is over.',
    unfit: unfitWithoutBackups,
    faults: (_platform, { primary, app, uuid }) => [
      { kind: 'tableDropped', host: primary, schema: app.schema, table: 'transfers', transaction: `${uuid}:1` },
    ],
    faultSeconds: 10,
    objectives: [gapBelow(60_000, 'write'), gapBelow(10_000, 'read'), onePrimary, ...nothingLost],
  },
];

function unfitWithoutBackups({ database }: Platform): string | undefined {
  return database.backup === undefined ? 'no backups are declared (database.backup)' : undefined;
}
