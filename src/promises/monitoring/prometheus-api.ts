import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { prometheusListen } from '../../services/local-endpoints.ts';
import { describeExchange, httpQuestion, readExchanges } from '../http-exchange.ts';
import type { Answer, Question } from '../promise.ts';
import type { Finding } from '../verdict.ts';

/** Every monitoring host asks its own Prometheus. */
export function apiQuestions(platform: Platform, ...paths: readonly string[]): readonly Question[] {
  return hostsWithRole(platform, 'monitoring').map((host) =>
    httpQuestion(
      { kind: 'host', host: host.name },
      `${host.name}: ${paths.at(-1)}`,
      paths.map((path) => ({ url: `http://${prometheusListen}${path}` })),
    ),
  );
}

/** Longer than one more scrape takes to come, seconds. */
const patienceSeconds = 5;

/**
 * The same, asked for at most one scrape until every target was scraped once and no probe fails: what Prometheus knows
 * is as old as its last scrape, and after a start there is none.
 */
export function settledQuestions(platform: Platform, ...paths: readonly string[]): readonly Question[] {
  const seconds = platform.monitoring.scrapeIntervalSeconds + patienceSeconds;
  return apiQuestions(platform, ...paths).map((question) => ({
    ...question,
    argv: ['sh', '-c', settle, 'sh', String(seconds), ...question.argv],
    timeoutMs: question.timeoutMs + seconds * 1_000,
  }));
}

/** $(…) drops the line ends at the end of an answer, and the full stop keeps them. */
const settle = `end=$(($(date +%s) + $1)); shift
config=$(cat)
while :; do
  answer=$(printf '%s\\n' "$config" | "$@"; echo .)
  case $answer in *'"health":"unknown"'* | *',"0"]'*) ;; *) break ;; esac
  [ "$(date +%s)" -lt "$end" ] || break
  sleep 1
done
printf %s "\${answer%.}"
`;

export type ApiReading =
  /** `data` of Prometheus' HTTP API (prometheus.io/docs, "HTTP API"). */
  { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly finding: Finding };

/** The last of the paths that were asked for. */
export function readApi(host: Host, path: string, answer: Answer): ApiReading {
  const whole = `The Prometheus of ${host.name} should answer ${path}`;
  if (answer.kind === 'silent') return wrong(`${whole}, and ${host.name} could not be asked: ${answer.reason}.`);
  const exchange = readExchanges(answer)?.at(-1);
  if (exchange?.status !== 200) return wrong(`${whole}, and ${describeExchange(exchange)}.`);
  const said = parseJson(exchange.body);
  if (said?.status !== 'success') return wrong(`${whole}, and answers with something else than its API.`);
  return { ok: true, data: said.data };
}

function parseJson(text: string): { status?: unknown; data?: unknown } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wrong(fault: string): ApiReading {
  return { ok: false, finding: { faults: [fault] } };
}
