import type { AppPaths } from './paths.ts';

/** An application on one host. */
export interface AppService {
  /** Names its units, and the system user that it runs as. */
  readonly id: string;
  /** For people: `application`, `application api`. */
  readonly title: string;
  readonly paths: AppPaths;
  readonly start: readonly string[];
  readonly stopSignal: string;
  readonly stopTimeoutSeconds: number;
  /** Undefined on every host but the first one: a release is migrated once. */
  readonly migrate: readonly string[] | undefined;
  readonly environment: Environment;
  /** The same with the account that may change the schema. */
  readonly migrateEnvironment: Environment;
  /** The operator's secret variables; undefined where none are declared. */
  readonly secrets: Environment | undefined;
  /** Directories with programs, searched first to last. */
  readonly path: readonly string[];
  readonly timers: readonly AppTimer[];
}

export type Environment = Readonly<Record<string, string>>;

/** A job as a systemd timer: runs of one job never overlap. */
export interface AppTimer {
  /** Name of its units without suffix: `app-job-report`. */
  readonly unit: string;
  readonly name: string;
  readonly command: readonly string[];
  /** Each an OnCalendar= of systemd.time(7), sorted; the timer runs when any of them comes. */
  readonly calendars: readonly string[];
}
