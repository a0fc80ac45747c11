import type { Answer, Question } from '../promise.ts';
import type { Finding } from '../verdict.ts';
import { curlOptions, curlTimeoutMs, resolveOptions, type Site, whyNoAnswer } from './site.ts';

/** Some requests that differ from others by their headers. */
export interface Batch {
  readonly name: string;
  readonly count: number;
  readonly headers: readonly string[];
}

/**
 * A user outside sends requests that can be found again in the logs: `?<mark><token>-<batch>`. The token is made up by
 * the shell that asks, since a promise is the same for every run.
 */
export function markedRequests(site: Site, mark: string, batches: readonly Batch[]): Question {
  const lines = batches.map(
    ({ name, headers }, index) =>
      `curl ${headers.map((_, place) => `-H "$batch_${index}_${place}"`).join(' ')} "$@" -o /dev/null` +
      ` -w '${name} %{response_code} %{local_ip}\\n' "$url$token-${name}-[1-${batches[index]!.count}]" || exit`,
  );
  const values = batches.flatMap(({ headers }, index) =>
    headers.map((header, place) => `batch_${index}_${place}='${header}'`),
  );
  return {
    from: { kind: 'outside' },
    label: `requests with ${mark}`,
    argv: [
      ...['sh', '-s', `https://${site.name}/?${mark}`, ...curlOptions],
      ...resolveOptions([site.name], site.address),
    ],
    input: ['url=$1', 'shift', 'token=$(date +%s%N)', 'echo "token $token"', ...values, ...lines, ''].join('\n'),
    timeoutMs: curlTimeoutMs,
  };
}

export interface MarkedResponses {
  readonly token: string;
  readonly responses: readonly {
    readonly batch: string;
    readonly status: number;
    /** Which address the user sent from. */
    readonly localAddress: string;
  }[];
}

/** What was sent, or the finding that nothing was answered. */
export function parseMarked(answer: Answer): MarkedResponses | Finding {
  if (answer.kind === 'silent') return { faults: [], unknown: `The site could not be asked: ${answer.reason}.` };
  const token = /^token (\d+)$/m.exec(answer.stdout)?.[1];
  if (answer.exitCode !== 0 || token === undefined) {
    return { faults: [`The site does not answer: ${whyNoAnswer(answer.stderr, answer.exitCode)}.`] };
  }
  const responses = [...answer.stdout.matchAll(/^(\w+) (\d{3}) (\S+)$/gm)].map(
    ([, batch = '', status, localAddress = '']) => ({ batch, status: Number(status), localAddress }),
  );
  return { token, responses };
}
