/** What lies beside the data of a full backup: enough to judge a restore by. A backup without it does not count. */
export interface FullManifest {
  kind: 'full';
  /** `full-20261124T030000Z-db-3` */
  name: string;
  /** When the snapshot was taken, ISO 8601 in UTC. */
  when: string;
  /** The host whose data it is. */
  host: string;
  /** Version of MySQL: it must not be restored into an older one. */
  version: string;
  /** All transactions that are in it. */
  gtids: string;
  /** Of all schemas but mysqld's own. */
  tables: TableFacts[];
  /** Of the files before they were packed. */
  dataBytes: number;
  /** Of the packed and encrypted file. */
  bytes: number;
  sha256: string;
  seconds: number;
}

/** One closed binary log of one host. */
export interface LogManifest {
  kind: 'logs';
  /** `logs-20261124T030500Z-db-3-000012` */
  name: string;
  /** When the file was closed: whatever its host had committed until then is in it or in an earlier one. */
  when: string;
  host: string;
  /** `binlog.000012` */
  file: string;
  /** The transactions in it. */
  gtids: string;
  /** The transactions that come before it. */
  previous: string;
  /** Of the file before it was packed; absent in manifests of old. */
  fileBytes?: number;
  bytes: number;
  sha256: string;
}

export interface TableFacts {
  /** `app.accounts` */
  table: string;
  rows: number;
  /** That of CHECKSUM TABLE; undefined where mysqld has none, as for a damaged table. */
  checksum: string | undefined;
}

/** What a restore into a scratch instance showed. */
export interface CheckRecord {
  kind: 'check';
  /** Of the full backup. */
  name: string;
  /** When it was checked. */
  when: string;
  good: boolean;
  /** The full backup came back as it was saved: what is wrong is in the logs. Only where it is not good. */
  fullGood?: true;
  /** Why, for people. */
  reason: string;
  tables: number;
  rows: number;
  /** Binary logs that were applied on top of it. */
  logs: number;
  /** All transactions that the scratch instance had in the end; absent where it came to no end. */
  gtids?: string;
  seconds: number;
}

export type BackupManifest = FullManifest | LogManifest;

/** Names of the files of a backup, in the order in which they are written: it exists once its manifest does. */
export const fileNames = {
  data: (manifest: Pick<BackupManifest, 'kind' | 'name'>) =>
    `${manifest.name}.${manifest.kind === 'full' ? 'tar' : 'binlog'}.zst.age`,
  manifest: (name: string) => `${name}.json`,
  check: (name: string) => `${name}.check.json`,
};

/** Names sort by time: `20261124T030000Z`. */
export function timeStamp(when: Date): string {
  return when.toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
