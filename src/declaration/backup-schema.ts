import { z } from 'zod';
import { parseCron } from './cron.ts';
import type { BackupDeclaration } from './declaration.ts';
import { parseDuration } from './duration.ts';
import { type Fields, leaf } from './leaf.ts';
import { bad, good, type Reading, show } from './reading.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

export const backupSchema = z.strictObject({
  schedule: leaf(parseCron).prefault('0 3 * * *'),
  binaryLogs: leaf((value) => parseDuration(value, { minMs: minuteMs, maxMs: dayMs, stepMs: minuteMs })).prefault('5m'),
  keep: leaf((value) => parseDuration(value, { minMs: dayMs, maxMs: 3_650 * dayMs, stepMs: dayMs })).prefault('14d'),
  restoreCheck: leaf((value): Reading<string | false> => (value === false ? good(value) : parseCron(value))).prefault(
    false,
  ),
  target: leaf(parseTarget),
} satisfies Fields<BackupDeclaration>);

export type ReadBackupTarget =
  | { readonly kind: 'directory'; readonly directory: string }
  | {
      readonly kind: 'restic';
      readonly repository: string;
      readonly environmentFile: string;
      /** Of a repository over SFTP. */
      readonly ssh: { readonly keyFile: string; readonly knownHostsFile: string } | undefined;
    };

const fix = "Write { directory: '/var/backups/smartx' }, or { restic: 's3:https://…', environmentFile: 'restic.env' }.";

function parseTarget(value: unknown): Reading<ReadBackupTarget> {
  const written = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { directory, restic, environmentFile, sshKeyFile, knownHostsFile, ...rest } = written;
  if (Object.keys(rest).length > 0) return flaw(`a target has no ${show(Object.keys(rest)[0])}`);
  if ([restic, environmentFile, sshKeyFile, knownHostsFile].every((one) => one === undefined)) {
    return typeof directory === 'string' ? parseDirectory(directory) : flaw(`${show(value)} is not a target`);
  }
  if (directory !== undefined) return flaw('a target is either a directory or a repository of restic');
  // First: whatever else is wrong with it would be shown together with the password.
  if (typeof restic === 'string' && hasPassword(restic))
    return flaw('the repository has a password in it', passwordFix);
  if (!isLine(restic) || !/^[!-~]+$/.test(restic)) return flaw(`${show(restic)} is not a repository of restic`);
  if (!isLine(environmentFile)) {
    return flaw('a repository of restic needs its environmentFile, with RESTIC_PASSWORD in it');
  }
  const common = { kind: 'restic', repository: restic, environmentFile } as const;
  if (!restic.startsWith('sftp:')) {
    return sshKeyFile === undefined && knownHostsFile === undefined
      ? good({ ...common, ssh: undefined })
      : flaw('sshKeyFile and knownHostsFile are for a repository over SFTP');
  }
  // Nobody is there at night to type a password, or to compare a fingerprint.
  return isLine(sshKeyFile) && isLine(knownHostsFile)
    ? good({ ...common, ssh: { keyFile: sshKeyFile, knownHostsFile } })
    : flaw('a repository over SFTP needs its sshKeyFile and its knownHostsFile');
}

/** On the host; units name it, and systemd gives `%` and blanks a meaning of their own. */
function parseDirectory(directory: string): Reading<ReadBackupTarget> {
  const isPlain = /^(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*){2,}$/.test(directory);
  if (!isPlain) return flaw(`${show(directory)} is not the path of a directory of its own`);
  const taken = takenDirectories.find((own) => directory === own || directory.startsWith(`${own}/`));
  return taken === undefined
    ? good({ kind: 'directory', directory })
    : flaw(`${show(directory)} is in ${taken}, which is not kept or belongs to somebody else`);
}

const takenDirectories = [
  '/dev',
  '/etc',
  '/proc',
  '/run',
  '/sys',
  '/tmp',
  '/usr',
  '/var/lib/mysql',
  '/var/lib/mysql-files',
];

/**
 * `user:password@` before the first slash, in a URL or without one: `rest:https://…`, `s3:https://…`, `sftp:user@host:…`.
 * The repository stands in lists of processes, logs and plans. Others, such as `b2:bucket:path`, have no place for one.
 */
function hasPassword(repository: string): boolean {
  const [, place = ''] = placeOf.exec(repository) ?? [];
  return place.slice(0, Math.max(0, place.lastIndexOf('@'))).includes(':');
}

const placeOf = /^(?:(?:rest|s3|sftp):(?:(?:[a-z0-9+.-]+:)?\/\/)?|[a-z0-9+.-]+:\/\/)([^/]*)/i;

const passwordFix =
  'Leave it out of the repository and write it into the environmentFile: RESTIC_REST_USERNAME and RESTIC_REST_PASSWORD ' +
  'for a REST server, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for S3. SFTP has its sshKeyFile.';

function isLine(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !/[\n\r\0]/.test(value);
}

function flaw(reason: string, how = fix): Reading<never> {
  return bad('BACKUP_TARGET_INVALID', `${reason}.`, how);
}
