import { renderSize, streams } from '../../platform/limits.ts';
import type { App, RequestLimits } from '../../platform/platform.ts';
import { describeExchange, type HttpExchange } from '../http-exchange.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, verdictOf, withProgram } from '../verdict.ts';
import { judgeWebPaths, type WebPath, webQuestions, webRequest } from './web-host-requests.ts';

/** How large a request may be, at every path that has limits of its own. */
export function bodyLimit({ platform }: Subject): PlatformPromise {
  const { apps } = platform;
  const probes = apps.flatMap((app) => [
    ...probesOf(app, app.path, app.limits.request),
    ...app.limits.paths.flatMap((own) => probesOf(app, own.path, own)),
  ]);
  const inside = 'Bodies that the application gets as they come are asked about only above their limit.';
  return {
    id: 'web.body-limit',
    tier: 'web',
    claim: `The body of a request has ${apps.map(sayLimits).join(', ')} at most; what is larger is refused with 413.`,
    method:
      'Each load balancer announces to each web host a body of that size and one of a byte more, and sends neither: Nginx asks for the first one (100), and refuses the second.',
    limits: `Bodies whose size is not announced are not tried.${apps.some(({ limits }) => streams(limits)) ? ` ${inside}` : ''}`,
    questions: webQuestions(
      platform,
      ({ loadBalancer, web }) => `${loadBalancer.name} announces bodies to ${web.name}`,
      (web) =>
        probes.map(({ bytes, hostName, path }) => {
          const request = webRequest(platform, web, path, hostName);
          const headers = { ...request.headers, 'Content-Length': String(bytes), Expect: '100-continue' };
          return { ...request, headers, method: 'POST', seconds: announceSeconds };
        }),
    ),
    judge: withProgram('curl', (answers) =>
      verdictOf(judgeWebPaths(platform, answers, (path, exchanges) => judgeProbes(probes, path, exchanges))),
    ),
  };
}

/** Nginx answers at once, and after 100 (RFC 9110 section 10.1.1) waits for a body that never comes. */
const announceSeconds = 1;

interface Probe {
  /** Undefined: that of the site. */
  readonly hostName: string | undefined;
  readonly path: string;
  readonly bytes: number;
  readonly expected: 100 | 413;
}

/** Nginx asks for a body before it goes to the application, if it takes it in first: the application hears of none of this. */
function probesOf(
  { hostNames: [hostName] }: App,
  place: string,
  { bodyBytesMax, requestBuffering }: RequestLimits,
): readonly Probe[] {
  const path = place.endsWith('/') ? `${place}smartx-verify` : place;
  const above: Probe = { hostName, path, bytes: bodyBytesMax + 1, expected: 413 };
  return requestBuffering ? [{ ...above, bytes: bodyBytesMax, expected: 100 }, above] : [above];
}

function judgeProbes(
  probes: readonly Probe[],
  { loadBalancer, web }: WebPath,
  exchanges: readonly HttpExchange[],
): Finding {
  const faults = probes.flatMap(({ path, bytes, expected }, index) => {
    const exchange = exchanges[index];
    if (exchange?.status === expected) return [];
    const seen = exchange?.status === 100 ? 'asks for it' : describeExchange(exchange);
    const wanted = expected === 100 ? 'ask for it (100)' : 'refuse it with 413';
    return [`${web.name}, told of ${bytes} bytes for ${path} by ${loadBalancer.name}, should ${wanted}, and ${seen}.`];
  });
  return { faults, evidence: `${web.name} answers ${probes.length} announcements as declared` };
}

/** `10MiB`, `10MiB, and 1GiB at /upload/,` */
function sayLimits({ hostNames, path: place, limits: { paths, request }, name }: App): string {
  const others = paths.filter(({ bodyBytesMax }) => bodyBytesMax !== request.bodyBytesMax);
  const own = others.map(({ bodyBytesMax, path }) => `${renderSize(bodyBytesMax)} at ${path}`).join(', ');
  const where = name === undefined ? '' : ` at ${hostNames[0]}${place}`;
  return `${renderSize(request.bodyBytesMax)}${where}${own === '' ? '' : ` (${own})`}`;
}
