import { hostsWithRole } from '../../platform/per-platform.ts';
import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { describeExchange, httpQuestion, readExchanges } from '../http-exchange.ts';
import type { Answer, Question } from '../promise.ts';
import type { Finding } from '../verdict.ts';

/** Every monitoring host asks its own Prometheus. */
export function apiQuestions(platform: Platform, path: string): readonly Question[] {
  return hostsWithRole(platform, 'monitoring').map((host) =>
    httpQuestion({ kind: 'host', host: host.name }, `${host.name}: ${path}`, [
      { url: `http://${host.privateAddress}:${ports.prometheus}${path}` },
    ]),
  );
}

export type ApiReading =
  /** `data` of Prometheus' HTTP API (prometheus.io/docs, "HTTP API"). */
  { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly finding: Finding };

export function readApi(host: Host, path: string, answer: Answer): ApiReading {
  const whole = `The Prometheus of ${host.name} should answer ${path}`;
  if (answer.kind === 'silent') return wrong(`${whole}, and ${host.name} could not be asked: ${answer.reason}.`);
  const exchange = readExchanges(answer)?.[0];
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
