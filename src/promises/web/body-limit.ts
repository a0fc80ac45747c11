import { renderSize } from '../../platform/limits.ts';
import type { Limits, RequestLimits } from '../../platform/platform.ts';
import { describeExchange, type HttpExchange, httpQuestion } from '../http-exchange.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, verdictOf, withProgram } from '../verdict.ts';
import { judgeWebPaths, type WebPath, webPaths, webRequest } from './web-host-requests.ts';

/** How large a request may be, at every path that has limits of its own. */
export function bodyLimit({ platform }: Subject): PlatformPromise {
  const { limits } = platform.app;
  const probes = [...probesOf('/', limits.request), ...limits.paths.flatMap((own) => probesOf(own.path, own))];
  const inside = 'Bodies that the application gets as they come are asked about only above their limit.';
  return {
    id: 'web.body-limit',
    tier: 'web',
    claim: `The body of a request has ${sayLimits(limits)} at most; what is larger is refused with 413.`,
    method:
      'Each load balancer announces to each web host a body of that size and one of a byte more, and sends neither: Nginx asks for the first one (100), and refuses the second.',
    limits: `Bodies whose size is not announced are not tried.${streams(limits) ? ` ${inside}` : ''}`,
    questions: webPaths(platform).map(({ loadBalancer, web }) =>
      httpQuestion(
        { kind: 'host', host: loadBalancer.name },
        `${loadBalancer.name} announces bodies to ${web.name}`,
        probes.map(({ bytes, path }) => {
          const request = webRequest(platform, web, path);
          const headers = { ...request.headers, 'Content-Length': String(bytes), Expect: '100-continue' };
          return { ...request, headers, method: 'POST', seconds: announceSeconds };
        }),
      ),
    ),
    judge: withProgram('curl', (answers) =>
      verdictOf(judgeWebPaths(platform, answers, (path, exchanges) => judgeProbes(probes, path, exchanges))),
    ),
  };
}

/** Nginx answers at once, and after 100 (RFC 9110 section 10.1.1) waits for a body that never comes. */
const announceSeconds = 1;

interface Probe {
  readonly path: string;
  readonly bytes: number;
  readonly expected: 100 | 413;
}

/** Nginx asks for a body before it goes to the application, if it takes it in first: the application hears of none of this. */
function probesOf(place: string, { bodyBytesMax, requestBuffering }: RequestLimits): readonly Probe[] {
  const path = place.endsWith('/') ? `${place}smartx-verify` : place;
  const above: Probe = { path, bytes: bodyBytesMax + 1, expected: 413 };
  return requestBuffering ? [{ path, bytes: bodyBytesMax, expected: 100 }, above] : [above];
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

function streams({ paths, request }: Limits): boolean {
  return [request, ...paths].some(({ requestBuffering }) => !requestBuffering);
}

/** `10MiB`, `10MiB, and 1GiB at /upload/,` */
function sayLimits({ paths, request }: Limits): string {
  const others = paths.filter(({ bodyBytesMax }) => bodyBytesMax !== request.bodyBytesMax);
  const own = others.map(({ bodyBytesMax, path }) => `${renderSize(bodyBytesMax)} at ${path}`).join(', ');
  return `${renderSize(request.bodyBytesMax)}${own === '' ? '' : ` (${own})`}`;
}
