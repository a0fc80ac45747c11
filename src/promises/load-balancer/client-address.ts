import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Answer, DerivePromises, Verdict } from '../promise.ts';
import { answerAt, type Finding, verdictOf, withProgram } from '../verdict.ts';
import { type LoggedRequest, logQuestion, requestsIn } from './access-log.ts';
import { type Batch, markedRequests, parseMarked } from './marked-requests.ts';
import { siteOf } from './site.ts';

/** RFC 5737 keeps this address for examples: it is nobody's. */
const forgedAddress = '198.51.100.7';
const mark = 'smartx-verify=client-';
const batches: readonly Batch[] = [
  { name: 'plain', count: 1, headers: [] },
  {
    name: 'forged',
    count: 1,
    headers: [`X-Forwarded-For: ${forgedAddress}`, `X-Real-IP: ${forgedAddress}`, `Forwarded: for=${forgedAddress}`],
  },
];

/** Who a request comes from, as the application gets to know it. */
export const deriveClientAddressPromises: DerivePromises = (subject) => {
  const { platform } = subject;
  const webHosts = hostsWithRole(platform, 'web').map(({ name }) => name);
  const isCut = platform.monitoring.logs.anonymise === 'everywhere';
  const edges = hostsWithRole(platform, 'loadBalancer').map(({ privateAddress }) => privateAddress);
  return [
    {
      id: 'loadBalancer.client-address',
      tier: 'loadBalancer',
      claim: 'The address of a user reaches the web hosts, and one that he makes up does not.',
      method:
        'A user outside sends one request as it is and one with forged X-Forwarded-For, X-Real-IP and Forwarded; ' +
        'the log of Nginx shows whom it takes for the client, which is what it passes on to the application.',
      limits: 'What the application does with it is its own. Asked from behind NAT, the addresses would differ.',
      questions: [markedRequests(siteOf(subject), mark, batches), ...webHosts.map((host) => logQuestion(host, mark))],
      judge: withProgram('curl', (answers) => judgeClient(webHosts, edges, answers, isCut)),
    },
  ];
};

function judgeClient(
  webHosts: readonly string[],
  edges: readonly string[],
  answers: readonly Answer[],
  isCut: boolean,
): Verdict {
  const sent = parseMarked(answerAt(answers, 0));
  if ('faults' in sent) return verdictOf([sent]);
  const logs = webHosts.map((host, index) => requestsIn(host, answerAt(answers, index + 1), sent.token));
  const unread = logs.flatMap((log) => ('faults' in log ? [log] : []));
  const logged = logs.flatMap((log, index) =>
    'faults' in log ? [] : log.map((request) => ({ host: webHosts[index]!, request })),
  );
  const findings = batches.map(({ name }): Finding => {
    const from = sent.responses.find(({ batch }) => batch === name)?.localAddress ?? 'nowhere';
    const found = logged.filter(({ request }) => request.uri.includes(`${sent.token}-${name}-`));
    // Where a log could not be read, the request may stand in that one.
    if (found.length === 0) return { faults: unread.length > 0 ? [] : [notLogged(name, webHosts)] };
    return {
      faults: found.flatMap(({ host, request }) => judgeRequest(host, name, isCut ? cut(from) : from, edges, request)),
      evidence: `${name}: from ${from}, logged by ${found.map(({ host, request }) => `${host} as ${request.client}`).join(', ')}`,
    };
  });
  return verdictOf([...findings, ...unread]);
}

/** As Nginx writes an address where users' are cut everywhere. */
function cut(address: string): string {
  return address.replace(/\d+$/, '0');
}

function notLogged(name: string, webHosts: readonly string[]): string {
  return `The ${name} request was answered, and is in the log of none of ${webHosts.join(', ')}.`;
}

function judgeRequest(
  host: string,
  batch: string,
  from: string,
  edges: readonly string[],
  { client, via }: LoggedRequest,
): readonly string[] {
  return [
    ...(client === from
      ? []
      : [`${host}: the ${batch} request came from ${from}, and Nginx takes it for ${client}'s.`]),
    ...(edges.includes(via) ? [] : [`${host}: the ${batch} request should come through a load balancer, not ${via}.`]),
  ];
}
