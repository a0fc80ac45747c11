import type { Mark } from '../../overview/marks.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { marksPath } from '../../services/dashboard-files.ts';
import type { Transport } from '../../transport/transport.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';

/** A mark of one of our operations. */
export interface OwnMark extends Mark {
  readonly kind: 'deploy' | 'deploy-failed' | 'drill' | 'restore' | 'rollback' | 'rollback-failed' | 'switchover';
}

export interface LeaveMark {
  readonly platform: Platform;
  readonly transport: Transport;
  readonly mark: OwnMark;
  /** Gets a sentence for each monitoring host that does not know of it. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

const TIMEOUT_MS = 5_000;
/** Enough for years of deploys; a file of some 100 kB. */
export const MARKS_MAX = 1_000;
const TITLE_CHARACTERS_MAX = 200;

/** Writes a mark on every monitoring host. What was done is done: that it cannot be shown is no reason to fail. */
export async function leaveMark({ platform, transport, mark, onWarning }: LeaveMark): Promise<void> {
  const argv = markCommand(marksPath, mark);
  await Promise.all(
    hostsWithRole(platform, 'monitoring').map(async ({ name }) => {
      const reason = await transport.run(name, { argv, input: script, timeoutMs: TIMEOUT_MS }).then(
        ({ exitCode, stderr }) => (exitCode === 0 ? undefined : stderr.trim() || `exit code ${exitCode}`),
        (error: unknown) => (error instanceof TransportFailure ? error.reason : String(error)),
      );
      if (reason !== undefined) onWarning?.(`The dashboard of ${name} will not show this ${mark.kind}: ${reason}`);
    }),
  );
}

/** Reads the script below. */
export function markCommand(path: string, { title, ...mark }: OwnMark): readonly string[] {
  const line = JSON.stringify({ ...mark, title: title.slice(0, TITLE_CHARACTERS_MAX) });
  return ['sh', '-s', '--', path, String(MARKS_MAX - 1), line];
}

/** A mark is a line between two brackets, so that lines are all that has to be counted. */
export const script = `set -eu
umask 022
mkdir -p "\${1%/*}"
exec 9>>"$1.lock"
flock -w 3 9
{
  [ ! -f "$1" ] || sed -n 's/,$//; /^{.*}$/p' "$1" | tail -n "$2"
  printf '%s\\n' "$3"
} | sed '$!s/$/,/; 1s/^/[\\n/; $s/$/\\n]/' >"$1.new"
mv -f "$1.new" "$1"
`;
