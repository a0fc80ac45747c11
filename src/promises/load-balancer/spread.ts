import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Answer, DerivePromises, Verdict } from '../promise.ts';
import { answerAt, type Finding, verdictOf, withProgram } from '../verdict.ts';
import { logQuestion, requestsIn } from './access-log.ts';
import { markedRequests, parseMarked } from './marked-requests.ts';
import { siteOf } from './site.ts';

/** Of the 200 that one address may send in ten seconds, most are for others. */
const requestsMax = 60;
/**
 * Round robin needs one for each host. But HAProxy divides a weight into 16 parts and gives a server that has just come
 * back one of them at first (slowstart): such a host gets one of 17 requests where there is one other.
 */
const requestsPerHost = 17;
/** With so many hosts that fewer than this are left for each, chance would tell. */
const requestsPerHostMin = 4;
const mark = 'smartx-verify=spread-';

/** Requests go to all web hosts. */
export const deriveSpreadPromises: DerivePromises = (subject) => {
  const webHosts = hostsWithRole(subject.platform, 'web').map(({ name }) => name);
  const count = Math.min(webHosts.length * requestsPerHost, requestsMax);
  const needed = webHosts.length * requestsPerHostMin;
  const promise = {
    id: 'loadBalancer.requests-spread',
    tier: 'loadBalancer',
    claim: 'Requests are spread over all web hosts.',
    method: `A user outside sends ${count} requests, and each web host is asked which of them Nginx has logged.`,
    limits: 'That each gets its share is not measured, only that each gets some.',
  } as const;
  if (needed > requestsMax) {
    const reason = `${webHosts.length} web hosts need ${needed} requests, and the rate limit would refuse so many.`;
    return [{ ...promise, questions: [], judge: () => ({ outcome: 'unchecked', reason }) }];
  }
  return [
    {
      ...promise,
      questions: [
        markedRequests(siteOf(subject), mark, [{ name: 'each', count, headers: [] }]),
        ...webHosts.map((host) => logQuestion(host, mark)),
      ],
      judge: withProgram('curl', (answers) => judgeSpread(webHosts, count, answers)),
    },
  ];
};

function judgeSpread(webHosts: readonly string[], count: number, answers: readonly Answer[]): Verdict {
  const sent = parseMarked(answerAt(answers, 0));
  if ('faults' in sent) return verdictOf([sent]);
  const odd = sent.responses.filter(({ status }) => status >= 400).map(({ status }) => status);
  const answered: Finding = {
    faults: odd.length === 0 ? [] : [`Of ${count} requests ${odd.length} were answered ${odd.join(', ')}.`],
    evidence: `${count} requests`,
  };
  const perHost = webHosts.map((host, index) => judgeHost(host, count, sent.token, answerAt(answers, index + 1)));
  return verdictOf([answered, ...perHost]);
}

function judgeHost(host: string, count: number, token: string, answer: Answer): Finding {
  const requests = requestsIn(host, answer, token);
  if ('faults' in requests) return requests;
  return {
    faults: requests.length > 0 ? [] : [`${host} should get some of ${count} requests, and got none.`],
    evidence: `${host} got ${requests.length}`,
  };
}
