import type { Platform } from '../../platform/platform.ts';

/** As long as wanted, or as long as it takes to have four scrapes in it: a rate needs two, and one may be missing. */
export function rateWindow({ monitoring }: Pick<Platform, 'monitoring'>, wantedSeconds: number): string {
  return `${Math.max(wantedSeconds, 4 * monitoring.scrapeIntervalSeconds)}s`;
}
