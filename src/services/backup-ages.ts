import type { DatabaseBackup } from '../platform/platform.ts';
import { longestGapSeconds } from './cron-gap.ts';

/** How old the newest of each kind may be, seconds. Older ones are a worry: something did not happen. */
export interface BackupAges {
  readonly fullSecondsMax: number;
  readonly logsSecondsMax: number;
  /** Of the newest backup that was restored well; undefined where nobody restores by timer. */
  readonly verifiedSecondsMax: number | undefined;
  /** Until there is anything to tell of a new platform: the first backup begins one turn of the binary logs after its start. */
  readonly firstSeconds: number;
}

/** A full backup, or a restore of one, may take so long. */
const fullSlackSeconds = 7_200;
/** Binary logs are smaller, and wait until a full backup on the same host is done. */
const logsSlackSeconds = 900;

/**
 * The longest time between two turns as declared, and some more for the work itself. Binary logs may miss one turn. A backup
 * that was restored is as old as the newest one then was, and grows older until the next restore.
 */
export function backupAges({ schedule, logsIntervalSeconds, restoreCheck }: DatabaseBackup): BackupAges {
  const fullSeconds = longestGapSeconds(schedule);
  return {
    fullSecondsMax: fullSeconds + fullSlackSeconds,
    logsSecondsMax: 2 * logsIntervalSeconds + logsSlackSeconds,
    verifiedSecondsMax:
      restoreCheck === undefined ? undefined : fullSeconds + longestGapSeconds(restoreCheck) + 2 * fullSlackSeconds,
    firstSeconds: logsIntervalSeconds + fullSlackSeconds,
  };
}
