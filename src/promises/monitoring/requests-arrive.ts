import { hostsWithRole } from '../../platform/per-platform.ts';
import { markedRequests, parseMarked } from '../load-balancer/marked-requests.ts';
import { siteOf } from '../load-balancer/site.ts';
import type { Answer, PlatformPromise, Subject, Verdict } from '../promise.ts';
import { answerAt, type Finding, verdictOf, withProgram } from '../verdict.ts';
import { collectedQuestion } from './collected-lines.ts';

const mark = 'smartx-verify=collected-';
/** Round robin gives each of a few web hosts one. */
const requestCount = 6;

/** The access log's way, and what is left of a user's address on it. */
export function requestsArrive(subject: Subject): PlatformPromise {
  const { platform } = subject;
  const { anonymise } = platform.monitoring.logs;
  const webHosts = hostsWithRole(platform, 'web').map(({ name }) => name);
  const collectors = hostsWithRole(platform, 'monitoring').map(({ name }) => name);
  return {
    id: 'monitoring.requests-arrive',
    tier: 'monitoring',
    claim:
      anonymise === false
        ? 'Every request that web hosts log arrives at every monitoring host.'
        : 'Every request that web hosts log arrives at every monitoring host, with a part of the address of the user only.',
    method: `A user outside sends ${requestCount} requests, and each monitoring host is asked for the lines of web hosts about them.`,
    limits: 'That requests are counted and timed is seen by the metrics of job traffic.',
    questions: [
      markedRequests(siteOf(subject), mark, [{ name: 'each', count: requestCount, headers: [] }]),
      ...collectors.map((from) => collectedQuestion(from, 'access', mark, requestCount, webHosts)),
    ],
    judge: withProgram('curl', (answers) => judgeRequests(collectors, anonymise !== false, answers)),
  };
}

function judgeRequests(collectors: readonly string[], anonymised: boolean, answers: readonly Answer[]): Verdict {
  const sent = parseMarked(answerAt(answers, 0));
  if ('faults' in sent) return verdictOf([sent]);
  return verdictOf(
    collectors.map((collector, index) =>
      judgeCollector(collector, sent.token, anonymised, answerAt(answers, index + 1)),
    ),
  );
}

function judgeCollector(collector: string, token: string, anonymised: boolean, answer: Answer): Finding {
  if (answer.kind === 'silent') return { faults: [], unknown: `${collector} could not be asked: ${answer.reason}.` };
  const lines = answer.stdout.split('\n').filter((line) => line.includes(token));
  const requests = new Set(lines.flatMap((line) => new RegExp(`${token}-each-(\\d+)`).exec(line)?.[1] ?? []));
  const whole = lines.map((line) => /"client":"([^"]*)"/.exec(line)?.[1] ?? '').filter((client) => !isCut(client));
  return {
    faults: [
      ...(requests.size >= requestCount
        ? []
        : [`${collector} should have the lines about ${requestCount} requests, and has ${requests.size}.`]),
      ...(anonymised && whole.length > 0
        ? [`${collector} should know a part of users' addresses only, and has ${whole[0]}.`]
        : []),
    ],
    evidence: `${collector} has ${requests.size} of ${requestCount} requests`,
  };
}

function isCut(client: string): boolean {
  return client.endsWith('.0') || client.endsWith('::');
}
