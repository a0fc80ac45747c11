import { identityToRecipient } from 'age-encryption';
import type { Platform } from '../../platform/platform.ts';
import type { BackupMaterials } from '../../services/manifest.ts';
import { readDeclaredFile } from '../read-declared-file.ts';

/** What hosts need to make backups; undefined where none are declared. They get the public key alone. */
export async function backupMaterials(
  { database }: Platform,
  identity: string,
  program: () => Promise<string>,
): Promise<BackupMaterials | undefined> {
  if (database.backup === undefined) return undefined;
  const { target } = database.backup;
  return {
    program: await program(),
    recipient: await identityToRecipient(identity),
    environment:
      target.kind === 'directory'
        ? undefined
        : await readDeclaredFile(target.environmentFile, "read restic's variables", 'database.backup.target'),
  };
}
