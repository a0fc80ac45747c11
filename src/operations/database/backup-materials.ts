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
  const common = { program: await program(), recipient: await identityToRecipient(identity) };
  if (target.kind === 'directory') return { ...common, environment: undefined, ssh: undefined };
  const read = (file: string, what: string) => readDeclaredFile(file, `read ${what}`, 'database.backup.target');
  const { environmentFile, ssh } = target;
  return {
    ...common,
    environment: await read(environmentFile, "restic's variables"),
    ssh:
      ssh === undefined
        ? undefined
        : {
            key: await read(ssh.keyFile, 'the SSH key of the backups'),
            knownHosts: await read(ssh.knownHostsFile, 'the host keys of the backups'),
          },
  };
}
