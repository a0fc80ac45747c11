/** What a timer of systemd.timer(5) starts. */
export interface BackupTimer {
  /** Without suffix: `smartx-backup-full`. */
  readonly unit: string;
  readonly description: string;
  readonly command: 'full' | 'logs' | 'check';
  /** Lines of [Timer]. */
  readonly when: readonly string[];
}
