import { collectedLogs } from '../../services/collected-logs.ts';
import type { Question } from '../promise.ts';

/** Lines of another run that are older than this do not end the wait, seconds. */
const freshSeconds = 5;
/** Until lines that are written at the same time have come, seconds. */
const waitSecondsMax = 20;
/** Of a file's end, so that a large one costs nothing. */
const readBytesMax = 4_000_000;
/** To reach the host when it has a lot to do, seconds. */
const reachSecondsMax = 30;

/**
 * Waits for fresh lines with the mark, so many of all files together, and prints whatever there is, each behind the name of
 * the host that it is of. Which lines belong to this run is decided by the token that those who write have made up.
 */
const script = `kind=$1 mark=$2 count=$3
shift 3
since=$(date -u -d '-${freshSeconds} seconds' +%Y-%m-%dT%H:%M:%S)
marked() { tail -c ${readBytesMax} "${collectedLogs.directory}/$1/$kind" 2>/dev/null | grep -F -- "$mark" | tail -n 200; }
fresh() { for host do marked "$host" | awk -v since="$since" 'substr($0, 10, 19) >= since'; done | wc -l; }
until=$(($(date +%s) + ${waitSecondsMax}))
while [ "$(fresh "$@")" -lt "$count" ] && [ "$(date +%s)" -lt $until ]; do sleep 0.25; done
for host do marked "$host" | sed "s/^/$host /"; done
exit 0
`;

/** Asks a monitoring host for lines of this moment that these hosts have sent. */
export function collectedQuestion(
  from: string,
  kind: 'system' | 'access',
  mark: string,
  count: number,
  hosts: readonly string[],
): Question {
  return {
    from: { kind: 'host', host: from },
    label: `${from}: collected lines with ${mark}`,
    argv: ['sh', '-s', collectedLogs[kind], mark, String(count), ...hosts],
    input: script,
    timeoutMs: (waitSecondsMax + reachSecondsMax) * 1_000,
  };
}
