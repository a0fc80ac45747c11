import type { CheckRecord, FullManifest } from '../../../agent/backup/documents.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import type { Transport } from '../../transport/transport.ts';
import { type BackupReach, callBackup } from '../database/backup-program.ts';
import { backUp, checkRestore, restoreLive, shipLogs } from '../database/backups.ts';
import { pathsOf } from '../environment-paths.ts';
import { readSecretMaterials } from '../secrets/ensure-secrets.ts';

/** What an operator does with backups. Each @throws Failure */
export interface DrillBackups {
  /** A full backup, now, of the member whose turn it is. */
  readonly make: () => Promise<Pick<FullManifest, 'name' | 'host'>>;
  /** The binary logs of a host follow. */
  readonly shipLogs: (host: string) => Promise<void>;
  /** Restores a backup and what follows it into a scratch instance. */
  readonly check: (name: string) => Promise<CheckRecord>;
  /** Brings the live data back to the moment before a transaction. */
  readonly restoreBefore: (transaction: string) => Promise<void>;
  /** Waits for whatever is at work on the database hosts, and removes what a killed run left. */
  readonly tidy: () => Promise<void>;
}

/** By the same way as `smartx db`. The drill holds the environment's lock, and tells nobody of single steps. */
export function reachBackups(platform: Platform, transport: Transport): DrillBackups {
  const reach: BackupReach = { platform, transport, onLine: () => undefined };
  return {
    make: () => backUp(reach),
    shipLogs: (host) => shipLogs(reach, host),
    check: async (name) => checkRestore(reach, name, await readIdentity(platform)),
    restoreBefore: async (transaction) => {
      await restoreLive(reach, { before: transaction }, await readIdentity(platform));
    },
    tidy: async () => {
      const step = 'tidy up after a backup';
      const hosts = hostsWithRole(platform, 'database').map(({ name }) => name);
      await Promise.all(hosts.map((host) => callBackup(reach, { host, step, words: ['tidy'] })));
    },
  };
}

async function readIdentity(platform: Platform): Promise<string> {
  const known = await readSecretMaterials(platform, pathsOf(platform).stateDirectory);
  if (known !== undefined) return known.secrets.backupIdentity;
  throw new Failure({
    step: 'read the private key of the backups',
    reason: 'the secrets of this environment have none',
    changed: 'Nothing was changed.',
    next: '`smartx up` makes it.',
  });
}
