import { type Mark, readMark } from '../../overview/marks.ts';
import { overviewQueries, type QueryName } from '../../overview/queries.ts';
import { shellWords } from '../../plan/shell-words.ts';
import { marksPath } from '../../services/dashboard-files.ts';
import { prometheusListen } from '../../services/local-endpoints.ts';

/** Ends each answer; no JSON has a line like it. */
const end = '@@end';

/** Prometheus that is that slow is of no use on a screen that is drawn anew every two seconds. */
const CURL_SECONDS_MAX = 3;
const MARKS_BYTES_MAX = 20_000;

/**
 * Asks the Prometheus of the host that it runs on, over one connection, and reads the newest marks. One script, since each
 * question over SSH costs both ends more than what is asked. `--fail-early`: one that does not answer is not asked again.
 */
export function monitoringScript(names: readonly QueryName[]): string {
  const asked = overviewQueries.filter(({ name }) => names.includes(name));
  return `curl -q -sS --fail-early --config - <<'${end}'
${asked.map(({ expr }) => renderTransfer(expr)).join('next\n')}${end}
echo
echo '${end}'
tail -c ${MARKS_BYTES_MAX} ${shellWords([marksPath])} 2>/dev/null
exit 0
`;
}

/** curl(1), "--config": in double quotes, backslash and double quote are escaped. */
function renderTransfer(expr: string): string {
  const quoted = `"${`query=${expr}`.replaceAll(/["\\]/g, '\\$&')}"`;
  return `url = "http://${prometheusListen}/api/v1/query"
get
data-urlencode = ${quoted}
connect-timeout = 1
max-time = ${CURL_SECONDS_MAX}
write-out = "\\n${end}\\n"
`;
}

export interface MonitoringAnswer {
  readonly bodies: Readonly<Partial<Record<QueryName, unknown>>>;
  readonly marks: readonly Mark[];
}

/** What the script printed, when it was asked for these. */
export function parseMonitoring(text: string, names: readonly QueryName[]): MonitoringAnswer {
  const asked = overviewQueries.filter(({ name }) => names.includes(name)).map(({ name }) => name);
  const parts = text.split(`${end}\n`);
  const bodies = asked.map((name, index) => [name, parseJson(parts[index] ?? '')] as const);
  return {
    bodies: Object.fromEntries(bodies.filter(([, body]) => body !== undefined)),
    // Answers that never came have no end; the marks come last whatever happened.
    marks: parseMarks(parts.at(-1) ?? ''),
  };
}

/** One mark a line, with what makes a list of them around. Of a long list only the end is there. */
function parseMarks(text: string): readonly Mark[] {
  return text.split('\n').flatMap((line) => readMark(parseJson(/\{.*\}/.exec(line)?.[0] ?? '')) ?? []);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
