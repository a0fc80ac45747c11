import { logPaths } from '../../services/nginx/render-logs.ts';
import type { Answer, Question } from '../promise.ts';
import type { Finding } from '../verdict.ts';

/** A request as Nginx wrote it down; see render.ts of Nginx. */
export interface LoggedRequest {
  readonly uri: string;
  /** Whom Nginx takes for the client, which is what it tells the application. */
  readonly client: string;
  /** Who the connection came from. */
  readonly via: string;
}

/** Requests of another run that are older than this do not end the wait, seconds. */
const freshSeconds = 3;
/** Until the requests that are asked for at the same time have been made. */
const waitSecondsMax = 10;
/** Nginx writes what it has after a second (flush=1s of access_log). */
const flushSeconds = 1.5;
/** Of the log's end, so that a large one costs nothing. */
const readBytesMax = 4_000_000;
const linesMax = 500;
/** To reach the host and to read, when it has a lot to do. */
const reachSecondsMax = 30;

/**
 * Waits for the first line with the mark, then for its companions. Whatever there is is printed in the end: which lines
 * belong to this run is decided by the token that the asking side has made up.
 */
const script = `log=$1 mark=$2
since=$(date -d '-${freshSeconds} seconds' +%Y-%m-%dT%H:%M:%S)
marked() { tail -c ${readBytesMax} "$log" | grep -F -- "$mark"; }
until=$(($(date +%s) + ${waitSecondsMax}))
while [ "$(date +%s)" -lt $until ]; do
  last=$(marked | tail -n 1 | cut -c 10-28)
  expr "x$last" '>' "x$since" >/dev/null && break
  sleep 0.25
done
sleep ${flushSeconds}
marked | tail -n ${linesMax}
exit 0
`;

/** Asks a web host for the requests of this moment whose URI has the mark. */
export function logQuestion(host: string, mark: string): Question {
  return {
    from: { kind: 'host', host },
    label: `${host}: requests with ${mark}`,
    argv: ['sh', '-s', logPaths.access, mark],
    input: script,
    timeoutMs: (waitSecondsMax + reachSecondsMax) * 1_000,
  };
}

/** The logged requests whose URI has the token, or the finding that the log could not be read. */
export function requestsIn(host: string, answer: Answer, token: string): readonly LoggedRequest[] | Finding {
  if (answer.kind === 'silent') return { faults: [], unknown: `${host} could not be asked: ${answer.reason}.` };
  const unreadable = answer.stderr.trim().split('\n')[0] ?? '';
  if (unreadable !== '') return { faults: [`${host} could not read its log: ${unreadable}.`] };
  const lines = answer.stdout.split('\n').filter((line) => line.includes(token));
  const requests = lines.flatMap((line) => parseLine(line) ?? []);
  if (requests.length === lines.length) return requests;
  return { faults: [`${host} logs requests in another form than declared: ${lines[0]?.slice(0, 100)}.`] };
}

/** Undefined when Nginx writes another form than render.ts told it to. */
function parseLine(line: string): LoggedRequest | undefined {
  const field = (name: string) => new RegExp(`"${name}":"([^"]*)"`).exec(line)?.[1];
  const [uri, client, via] = ['uri', 'client', 'via'].map(field);
  return uri === undefined || client === undefined || via === undefined ? undefined : { uri, client, via };
}
