import type { Wanted } from '../../../agent/backup/choose-chain.ts';
import { containsGtidSet, parseGtidSet } from '../../../agent/gtid-set.ts';
import { Failure } from '../../problems/failure.ts';
import { type BackupReach, findBackupHost } from './backup-program.ts';
import { type ListedBackup, listBackups } from './list-backups.ts';

/**
 * The host to restore on: one whose target has the newest backup that will do, and is not known to be bad. Where several
 * share the target it is the one whose turn backups are: a secondary, whose disk and processor serve nobody's writes.
 * @throws Failure when there is no such backup, or a host that did not answer may have it
 */
export async function findHolder(reach: BackupReach, step: string, wanted: Wanted | undefined): Promise<string> {
  const { backups, silent } = await listBackups(reach);
  const serving = wanted === undefined ? backups : backups.filter(servesFor(wanted));
  const isNamed = wanted === undefined || 'name' in wanted;
  const found = (isNamed ? undefined : serving.find(({ check }) => check?.good !== false)) ?? serving[0];
  const notAsked = silent.map(({ host, reason }) => `${host}: ${reason}`).join('; ');
  if (found !== undefined) {
    if (silent.length > 0) reach.onLine(sayNotAsked(notAsked, found, wanted));
    return chooseHolder(reach, step, found);
  }
  if (silent.length > 0) {
    throw new Failure({
      step,
      reason: `no host that answered has a backup${wanted === undefined ? '' : ` ${sayWanted(wanted)}`}, and not all did: ${notAsked}`,
      changed: 'Nothing was changed.',
      next: 'mend what they name, and run this again; smartx db backups lists what the others have.',
    });
  }
  const none = backups.length === 0;
  throw new Failure({
    step,
    reason: none || wanted === undefined ? 'there is no backup yet' : `there is no backup ${sayWanted(wanted)}`,
    changed: 'Nothing was changed.',
    next: none ? 'smartx db backup makes one.' : 'smartx db backups lists them.',
  });
}

function sayNotAsked(notAsked: string, found: ListedBackup, wanted: Wanted | undefined): string {
  const isExact = wanted !== undefined && ('name' in wanted || wanted.from !== undefined);
  const newer = isExact ? '' : `. A newer backup than ${found.name} may be there`;
  return `not every host said which backups it has: ${notAsked}${newer}`;
}

async function chooseHolder(reach: BackupReach, step: string, { on, holders }: ListedBackup): Promise<string> {
  if (holders.length === 1) return on;
  const turn = await findBackupHost(reach, step).catch((error: unknown) => {
    // Nobody is healthy: a restore on trial needs nobody.
    if (error instanceof Failure) return undefined;
    throw error;
  });
  return turn !== undefined && holders.includes(turn) ? turn : on;
}

function servesFor(wanted: Wanted): (backup: ListedBackup) => boolean {
  if ('name' in wanted) return ({ name }) => name === wanted.name;
  const isNamed = ({ name }: ListedBackup) => wanted.from === undefined || name === wanted.from;
  if ('time' in wanted) return (one) => isNamed(one) && Date.parse(one.when) <= wanted.time.getTime();
  const transaction = parseGtidSet(wanted.before);
  return (one) => isNamed(one) && !containsGtidSet(parseGtidSet(one.gtids), transaction);
}

function sayWanted(wanted: Wanted): string {
  if ('name' in wanted) return wanted.name;
  const named = wanted.from === undefined ? '' : `${wanted.from} that is `;
  return 'time' in wanted ? `${named}as old as ${wanted.time.toISOString()}` : `${named}from before ${wanted.before}`;
}
