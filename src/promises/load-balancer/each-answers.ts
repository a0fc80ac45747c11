import { hostsWithRole } from '../../platform/per-platform.ts';
import { siteNameOf } from '../../platform/site-name.ts';
import type { DerivePromises } from '../promise.ts';
import { type Finding, judgeEach } from '../verdict.ts';
import { curlOptions, curlTimeoutMs, type Head, judgeHeads, resolveOptions } from './site.ts';

/** A load balancer that only waits must serve as well as the one that users reach. */
export const deriveEachAnswersPromises: DerivePromises = ({ platform }) => {
  const loadBalancers = hostsWithRole(platform, 'loadBalancer');
  const asker = hostsWithRole(platform, 'monitoring')[0];
  const name = siteNameOf(platform);
  const pages = platform.apps.map(({ hostNames, readyPath }) => `https://${hostNames[0]}${readyPath}`);
  const paths = platform.apps.map(({ readyPath }) => readyPath).join(', ');
  const promise = {
    id: 'loadBalancer.each-answers',
    tier: 'loadBalancer',
    claim: 'Each load balancer serves the site by itself, whether or not it holds the virtual address.',
    method: `The monitoring host asks each load balancer at its own address for ${paths} over HTTPS, and over HTTP.`,
    limits: 'Asked over the private network: that the public leg works is seen only of the one that holds the address.',
  } as const;
  if (asker === undefined) {
    const reason = 'Nobody but a monitoring host may ask a load balancer at its own address, and there is none.';
    return [{ ...promise, questions: [], judge: () => ({ outcome: 'unchecked', reason }) }];
  }
  return [
    {
      ...promise,
      questions: loadBalancers.map((host) => ({
        from: { kind: 'host', host: asker.name },
        label: `${host.name}: ${paths} at its own address`,
        argv: [
          ...['curl', ...curlOptions, ...resolveOptions(platform.siteNames, host.privateAddress), '-D', '-'],
          ...[`http://${name}/`, ...pages].flatMap((url) => ['-o', '/dev/null', url]),
        ],
        timeoutMs: curlTimeoutMs,
      })),
      judge: judgeEach(loadBalancers, ({ name: host }, answer) =>
        judgeHeads(host, 1 + pages.length, answer, (heads) => judgeAll(host, heads)),
      ),
    },
  ];
};

function judgeAll(host: string, [plain, ...secure]: readonly Head[]): Finding {
  const unserved = secure.filter(({ status }) => status !== 200);
  const isSentOn = plain !== undefined && plain.status > 300 && plain.status < 400;
  return {
    faults: [
      ...unserved.map(({ status }) => `${host} should answer 200 over HTTPS, and answers ${status}.`),
      ...(isSentOn ? [] : [`${host} should send HTTP on to HTTPS, and answers ${plain?.status}.`]),
    ],
    evidence: `${host} answers ${secure.map(({ status }) => status).join(', ')}, and ${plain?.status} over HTTP`,
  };
}
