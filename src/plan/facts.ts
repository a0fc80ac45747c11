/** What one host looks like now, as its facts script reported it. */
export interface HostFacts {
  readonly os: { readonly id: string; readonly version: string };
  /** Versions of the packages that were asked for and are fully installed, by name. */
  readonly packages: ReadonlyMap<string, string>;
  /** Of the runtimes that were asked for, those present. */
  readonly runtimes: ReadonlySet<string>;
  /** Of the users that were asked for, those that exist, with all groups they belong to. */
  readonly users: ReadonlyMap<string, readonly string[]>;
  /** Of the paths that were asked for, those that exist. */
  readonly paths: ReadonlyMap<string, PathFacts>;
  /** Units that systemd has in memory; one that is not here does not run. */
  readonly units: ReadonlyMap<string, UnitFacts>;
  /** Names of units that something pulls in at boot, by a link of `systemctl enable` or of the package itself. */
  readonly enabled: ReadonlySet<string>;
  readonly loaded: ReadonlyMap<string, LoadedRecord>;
  readonly managed: { readonly files: readonly string[]; readonly units: readonly string[] } | undefined;
  /** Managed files as the last run left them, in the words of `fileState`; empty where no run noted them. */
  readonly applied: ReadonlyMap<string, string>;
  /** Run that changed the host last; empty when none did. */
  readonly lastRun: string;
  /** True when a run was cut off after it had begun to switch files. */
  readonly unfinished: boolean;
}

export interface PathFacts {
  /** Letter of find(1) `%y`: f file, d directory, l symbolic link. */
  readonly type: string;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  /** Last change of content or attributes, seconds since 1970 with fraction. */
  readonly changedSeconds: number;
  /** What a symbolic link points at, as written. */
  readonly target: string | undefined;
  /** Of a readable file's content, hexadecimal. */
  readonly sha256: string | undefined;
}

export interface UnitFacts {
  readonly activeState: string;
  readonly subState: string;
  /** Differs for every start; `none` for units that execute nothing, such as timers. */
  readonly invocationId: string;
  /** When it was started, seconds since 1970; undefined where the invocation is `none`. */
  readonly startedSeconds: number | undefined;
}

/** Hashes of what a unit loaded when it was last started, reloaded or run. */
export interface LoadedRecord {
  /** Undefined in the record of a oneshot, `none` in that of a unit that executes nothing. */
  readonly invocationId: string | undefined;
  readonly restartHash: string;
  readonly reloadHash: string;
}
