import { containsGtidSet, parseGtidSet } from '../../../../agent/gtid-set.ts';
import { hostsWithRole } from '../../../platform/per-platform.ts';
import { Failure } from '../../../problems/failure.ts';
import { paths } from '../../../services/backup/paths.ts';
import type { FaultHandler } from '../fault-handler.ts';
import { type DrillReach, runScript } from '../reach.ts';
import { readPrimaries } from '../read-primaries.ts';

/** How far a secondary may be behind when its binary log is closed. */
const WAIT_LIMIT_S = 20;

/**
 * Not a fault for whoever did it right. What the primary had committed when the backup was done must be in the scratch
 * instance: users were told that it is safe, and it came after the full backup, in binary logs.
 */
export const backupRestored: FaultHandler<'backupRestored'> = {
  describe: () => 'a backup is made and restored on trial',
  inject: async (_fault, reach) => {
    const { name, host } = await reach.backups.make();
    const committed = await readCommitted(reach);
    await waitUntilThere(reach, host, committed);
    await reach.backups.shipLogs(host);
    const { gtids = '' } = await reach.backups.check(name);
    if (!containsGtidSet(parseGtidSet(gtids), parseGtidSet(committed))) throw missing(host, name);
  },
  heal: (_fault, { backups }) => backups.tidy(),
  remains: async (_fault, reach) => {
    const hosts = hostsWithRole(reach.platform, 'database').map(({ name }) => name);
    const found = await Promise.all(
      hosts.map(async (host) => {
        const said = await runScript(reach, { host, step: 'look for scratch data', script, args: [paths.scratch] });
        return said.trim() === '' ? [] : [`${host} still has ${said.trim().split('\n')[0]}`];
      }),
    );
    return found.flat().join(', ') || undefined;
  },
};

/** Both scratch directories: the one of a restore has an ending. */
const script = `for directory in "$1" "$1-restore"; do
  [ ! -d "$directory" ] || find "$directory" -mindepth 1 -maxdepth 1
done
`;

async function readCommitted(reach: DrillReach): Promise<string> {
  const [host = ''] = await readPrimaries(reach);
  const sql = 'SELECT @@global.gtid_executed';
  const said = await runScript(reach, { host, step: 'read its transactions', script: query, args: [sql] });
  return said.replaceAll('\\n', '').trim();
}

async function waitUntilThere(reach: DrillReach, host: string, committed: string): Promise<void> {
  const sql = `SELECT IF(WAIT_FOR_EXECUTED_GTID_SET('${committed}', ${WAIT_LIMIT_S}) = 0, 'there', 'late')`;
  const said = await runScript(reach, { host, step: 'wait for its transactions', script: query, args: [sql] });
  if (said.trim() === 'there') return;
  throw new Failure({
    step: 'back up what was committed',
    host,
    reason: `it is more than ${WAIT_LIMIT_S} s behind the primary`,
    changed: 'A full backup was made.',
    next: 'smartx db status shows how far each member is behind.',
  });
}

const query = 'exec mysql --skip-column-names --batch --execute "$1"\n';

function missing(host: string, name: string): Failure {
  return new Failure({
    step: 'restore a backup on trial',
    host,
    reason: `${name} and its binary logs were restored without transactions that had been committed before`,
    changed: 'The live data were not touched.',
    next: 'smartx db backup makes a new one; smartx db restore --check restores it.',
  });
}
