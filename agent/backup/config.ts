import { array, literal, number, optional, strictObject, string, union } from 'zod/mini';

/** What the program that makes and restores backups on a database host is told: one JSON file. Holds no secret. */
export interface BackupConfig {
  /** This host, one of `members`. */
  self: string;
  /** All database hosts, with the port of their agents' health. */
  members: { name: string; address: string }[];
  healthPort: number;
  mode: 'single' | 'group';
  /** mysqld's local socket, through which root logs in without a password (auth_socket). */
  socketPath: string;
  /** The schema of the application, or those of several: what a restore replaces. */
  schema: string | string[];
  /** Of age(1): `age1…`. Whoever has it can write backups and read none. */
  recipient: string;
  /** Backups older than this are removed, milliseconds. */
  keepMs: number;
  target: BackupTarget;
  /** Where clones and scratch instances live. Below a directory that AppArmor's profile of mysqld allows. */
  scratchDirectory: string;
  /** Read by node exporter's textfile collector. */
  metricsDirectory: string;
  /** Manifests that were read from afar once. */
  cacheDirectory: string;
}

export type BackupTarget =
  | { kind: 'directory'; directory: string }
  /** Variables of restic(1), such as its password, stand in the file. */
  | {
      kind: 'restic';
      repository: string;
      environmentFile: string;
      /** Of a repository over SFTP. */
      ssh?: { keyFile: string; knownHostsFile: string } | undefined;
    };

const member = strictObject({ name: string(), address: string() });

const schema = strictObject({
  self: string(),
  members: array(member),
  healthPort: number(),
  mode: union([literal('single'), literal('group')]),
  socketPath: string(),
  schema: union([string(), array(string())]),
  recipient: string(),
  keepMs: number(),
  target: union([
    strictObject({ kind: literal('directory'), directory: string() }),
    strictObject({
      kind: literal('restic'),
      repository: string(),
      environmentFile: string(),
      ssh: optional(strictObject({ keyFile: string(), knownHostsFile: string() })),
    }),
  ]),
  scratchDirectory: string(),
  metricsDirectory: string(),
  cacheDirectory: string(),
});

/** Throws an error where the text is not such a configuration. */
export function parseBackupConfig(text: string): BackupConfig {
  const parsed = schema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`The configuration of the backups is wrong: ${wrong.join('; ')}`);
}

/** What a restore replaces. */
export function schemasOf({ schema }: Pick<BackupConfig, 'schema'>): readonly string[] {
  return typeof schema === 'string' ? [schema] : schema;
}
