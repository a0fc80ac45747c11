import type { Finding } from '../verdict.ts';

/** A daemon that tells when it last loaded its configuration, and the program that checks the file. */
export interface Loader {
  readonly daemon: string;
  /** Of its metrics `…_config_last_reload_…`. */
  readonly prefix: string;
  /** The program and its words before the path. */
  readonly checker: readonly [string, ...string[]];
  /** Of curl, to get at its metrics. */
  readonly connection?: readonly string[];
}

/** Its arguments are the file and the URL of the daemon's metrics. */
export function loadedScript({ checker, connection = [], prefix }: Loader): string {
  return `set -u
echo "changed $(stat -c %Y "$1")"
if said=$(${checker.join(' ')} "$1" 2>&1); then echo 'check passed'; else echo "check failed $(printf '%s' "$said" | tr '\\n' ' ')"; fi
curl ${['-q', '-fsS', '--max-time', '5', ...connection].join(' ')} "$2" | grep '^${prefix}_config_last_reload_'
`;
}

/** What the script printed on this host. */
export function judgeLoaded(host: string, { daemon, prefix, checker }: Loader, stdout: string): Finding {
  const said = (pattern: string) => new RegExp(`^${pattern}$`, 'm').exec(stdout)?.[1];
  const failed = said('check failed (.*)');
  const successful = said(`${prefix}_config_last_reload_successful (\\S+)`);
  const loaded = Number(said(`${prefix}_config_last_reload_success_timestamp_seconds (\\S+)`) ?? Number.NaN);
  const changed = Number(said('changed (\\d+)') ?? Number.NaN);
  return {
    faults: [
      ...(failed === undefined
        ? []
        : [`${checker[0]} on ${host} should accept the configuration, and says: ${failed}.`]),
      ...(successful === '1'
        ? []
        : [
            `The ${daemon} of ${host} should have loaded its configuration, and its last attempt failed (${successful ?? 'no metric'}).`,
          ]),
      // The file's time is in whole seconds.
      ...(Math.floor(loaded) >= changed
        ? []
        : [`The ${daemon} of ${host} runs with an older configuration than the file on its disk.`]),
    ],
    evidence: `${host} loaded its configuration of ${daemon} after the last change of the file`,
  };
}
