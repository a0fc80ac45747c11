import { Trouble } from './trouble.ts';

/** One line of a chart: points in order of time, [unix seconds, value]. */
export interface Line {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [number, number])[];
}

export interface Span {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/**
 * Prometheus' HTTP API, "Instant queries": the body as it came, for those who parse it; undefined when Prometheus refuses the
 * question. Throws Trouble alone.
 */
export async function askBody(expr: string, signal?: AbortSignal): Promise<unknown> {
  try {
    return await askJson(`./prometheus/api/v1/query?${new URLSearchParams({ query: expr })}`, signal);
  } catch (thrown) {
    if (thrown instanceof Trouble && thrown.kind === 'refused') return undefined;
    throw thrown;
  }
}

/** "Range queries": the lines of a chart. */
export async function askRange(
  expr: string,
  { start, end, step }: Span,
  signal?: AbortSignal,
): Promise<readonly Line[]> {
  const words = { query: expr, start: String(start), end: String(end), step: String(step) };
  const { result } = await askPrometheus<{ result: RangeResult[] }>('query_range', words, signal);
  return result.map(({ metric, values }) => ({
    labels: metric,
    points: values.map(([at, value]) => [at, Number(value)] as const),
  }));
}

interface RangeResult {
  readonly metric: Record<string, string>;
  readonly values: readonly (readonly [number, string])[];
}

/** Long enough for thirty days of series, short enough that nobody looks at old numbers and thinks them new. */
const answerMsMax = 8_000;

async function askPrometheus<T>(what: string, words: Record<string, string>, signal?: AbortSignal): Promise<T> {
  const body = new URLSearchParams(words);
  const document = await askJson<PrometheusAnswer<T>>(`./prometheus/api/v1/${what}?${body}`, signal);
  if (document.status === 'success') return document.data;
  throw new Trouble('refused', document.error ?? 'no reason given');
}

interface PrometheusAnswer<T> {
  readonly status: 'success' | 'error';
  readonly data: T;
  readonly error?: string;
}

/** A document of the dashboard's web server. What is not JSON is the page of a login that has come between. */
export async function askJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  const answer = await fetchInTime(url, signal);
  if (answer.status === 401 || answer.status === 403) throw new Trouble('login', `status ${answer.status}`);
  if (answer.status >= 502 && answer.status <= 504) throw new Trouble('upstream', `status ${answer.status}`);
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  if (!isJson) throw new Trouble(answer.redirected ? 'login' : 'refused', `status ${answer.status}`);
  try {
    return (await answer.json()) as T;
  } catch {
    throw new Trouble('server', 'an answer that ends in the middle');
  }
}

async function fetchInTime(url: string, signal?: AbortSignal): Promise<Response> {
  const limit = AbortSignal.timeout(answerMsMax);
  try {
    return await fetch(url, {
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      headers: { accept: 'application/json' },
      cache: 'no-store',
    });
  } catch {
    if (signal?.aborted) throw new Trouble('cancelled', 'nobody waits for it any more');
    throw new Trouble('server', limit.aborted ? `no answer within ${answerMsMax / 1000} s` : 'no connection');
  }
}
