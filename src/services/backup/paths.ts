/** Where the backups' things are on a database host. */
export const paths = {
  configuration: '/etc/smartx/database-backup.json',
  program: '/usr/local/lib/smartx/database-backup.mjs',
  /** Variables of restic. */
  environment: '/etc/smartx/database-backup.env',
  /** Only of a repository over SFTP. */
  sshKey: '/etc/smartx/database-backup.ssh-key',
  knownHosts: '/etc/smartx/database-backup.known-hosts',
  /** Only with a scheduled restore. */
  identity: '/etc/smartx/database-backup.key',
  lock: '/run/smartx-database-backup.lock',
  restoreLock: '/run/smartx-database-restore.lock',
  socket: '/run/mysqld/mysqld.sock',
  /** The one place beside the data where AppArmor's profile lets mysqld write. */
  mysqlFiles: '/var/lib/mysql-files',
  scratch: '/var/lib/mysql-files/smartx-backup',
  cache: '/var/cache/smartx-backup',
} as const;
