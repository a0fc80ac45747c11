import type { Answer, Question, Vantage } from './promise.ts';

/** One request as curl is told it. Redirects are not followed. */
export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Connects to this address in place of looking the URL's name up. */
  readonly address?: string;
  /** PEM file of the authority that must have signed the server's certificate. */
  readonly authorityFile?: string;
  /** Ends it earlier than others. */
  readonly seconds?: number;
}

export interface HttpExchange {
  /** 0 when there was no answer. */
  readonly status: number;
  /** Names in lower case; several values of one name are joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Why there is no answer, in the words of curl; undefined when there is one. */
  readonly problem: string | undefined;
}

/** Longest time for one request, its connection included. */
const requestSeconds = 5;

/** Requests that one curl makes one after the other, over one connection where it can. */
export function httpQuestion(from: Vantage, label: string, requests: readonly HttpRequest[]): Question {
  return {
    from,
    label,
    argv: ['curl', '-q', '--config', '-'],
    input: requests.map(renderRequest).join('next\n'),
    timeoutMs: (requests.length * requestSeconds + 1) * 1_000,
  };
}

/** One for each request of the question; undefined when curl itself did not run. */
export function readExchanges(answer: Answer): readonly HttpExchange[] | undefined {
  if (answer.kind === 'silent') return undefined;
  const parts = answer.stdout.split(/\n--smartx-end-- (\d+) (\d+) ?(.*)\n/);
  const exchanges: HttpExchange[] = [];
  // split() puts the three groups between the texts.
  for (let at = 0; at + 3 < parts.length; at += 4) {
    const [text = '', exitCode = '', status = '', problem = ''] = parts.slice(at, at + 4);
    exchanges.push(readExchange(text, exitCode, status, problem));
  }
  return exchanges.length === 0 ? undefined : exchanges;
}

/** A sentence's end for faults: `answers 502`, `gives no answer (Connection refused)`. */
export function describeExchange(exchange: HttpExchange | undefined): string {
  if (exchange === undefined) return 'gives no answer';
  return exchange.problem === undefined ? `answers ${exchange.status}` : `gives no answer (${exchange.problem})`;
}

/** A configuration file of curl (curl(1), --config): within double quotes, backslash and quote are escaped. */
function renderRequest(request: HttpRequest): string {
  const { protocol, host, port } = splitUrl(request.url);
  const options: [string, string?][] = [
    ['url', request.url],
    ['silent'],
    ['globoff'],
    ['path-as-is'],
    ['include'],
    ['max-time', String(request.seconds ?? requestSeconds)],
    // exitcode and errormsg exist since curl 7.75.
    ['write-out', '\n--smartx-end-- %{exitcode} %{http_code} %{errormsg}\n'],
  ];
  if (request.method !== undefined && request.method !== 'GET') options.push(['request', request.method]);
  if (request.authorityFile !== undefined) options.push(['cacert', request.authorityFile]);
  if (request.address !== undefined) {
    options.push(['resolve', `${host}:${port ?? (protocol === 'https' ? 443 : 80)}:${request.address}`]);
  }
  for (const [name, value] of Object.entries(request.headers ?? {})) options.push(['header', `${name}: ${value}`]);
  return options.map(([name, value]) => (value === undefined ? `${name}\n` : `${name} = ${quote(value)}\n`)).join('');
}

function splitUrl(url: string) {
  const [, protocol = '', host = '', port] = /^(https?):\/\/([^/:]+)(?::(\d+))?/.exec(url) ?? [];
  return { protocol, host, port };
}

function quote(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

function readExchange(text: string, exitCode: string, status: string, problem: string): HttpExchange {
  // HTTP/1.1 ends the head with CR LF CR LF, and curl writes the head of HTTP/2 in the same way.
  const end = text.indexOf('\r\n\r\n');
  const head = end === -1 ? '' : text.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.split('\r\n').slice(1)) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    headers.set(key, headers.has(key) ? `${headers.get(key)}, ${value}` : value);
  }
  return {
    status: Number(status),
    headers,
    body: end === -1 ? '' : text.slice(end + 4),
    problem: exitCode === '0' ? undefined : problem || `curl ended with ${exitCode}`,
  };
}
