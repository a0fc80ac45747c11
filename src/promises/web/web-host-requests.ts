import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { siteNameOf } from '../../platform/site-name.ts';
import { hostTls } from '../../services/host-tls.ts';
import { type HttpExchange, type HttpRequest, httpQuestion, readExchanges } from '../http-exchange.ts';
import type { Answer, Question } from '../promise.ts';
import { answerAt, type Finding } from '../verdict.ts';

/** A load balancer and a web host that it sends requests to. */
export interface WebPath {
  readonly loadBalancer: Host;
  readonly web: Host;
}

export function webPaths(platform: Platform): readonly WebPath[] {
  return hostsWithRole(platform, 'loadBalancer').flatMap((loadBalancer) =>
    hostsWithRole(platform, 'web').map((web) => ({ loadBalancer, web })),
  );
}

/**
 * A request to one web host as a load balancer makes it: over TLS, checked against the platform's authority and the
 * host's own name, with a name of the site as Host.
 */
export function webRequest(platform: Platform, web: Host, path: string, name = siteNameOf(platform)): HttpRequest {
  return {
    url: `https://${web.name}${path}`,
    address: web.privateAddress,
    authorityFile: hostTls.authority,
    headers: { Host: name },
  };
}

/** Each load balancer asks each web host for each of these. */
export function webPathQuestions(
  platform: Platform,
  paths: readonly string[],
  name = siteNameOf(platform),
): readonly Question[] {
  return webQuestions(
    platform,
    ({ loadBalancer, web }) => `${loadBalancer.name} asks ${web.name} for ${paths.join(', ')}`,
    (web) => paths.map((path) => webRequest(platform, web, path, name)),
  );
}

/** One question of each load balancer to each web host, of these requests. */
export function webQuestions(
  platform: Platform,
  labelOf: (path: WebPath) => string,
  requestsTo: (web: Host) => readonly HttpRequest[],
): readonly Question[] {
  return webPaths(platform).map((path) =>
    httpQuestion({ kind: 'host', host: path.loadBalancer.name }, labelOf(path), requestsTo(path.web)),
  );
}

/** Judges the answers to `webQuestions`, which are the first ones; exchanges come in the order of the paths. */
export function judgeWebPaths(
  platform: Platform,
  answers: readonly Answer[],
  judgeOne: (path: WebPath, exchanges: readonly HttpExchange[]) => Finding,
): readonly Finding[] {
  return webPaths(platform).map((path, index) => {
    const answer = answerAt(answers, index);
    const exchanges = readExchanges(answer);
    if (exchanges !== undefined) return judgeOne(path, exchanges);
    const reason = answer.kind === 'silent' ? answer.reason : `curl ended with exit code ${answer.exitCode}`;
    return { faults: [`${path.loadBalancer.name} could not ask ${path.web.name}: ${reason}.`] };
  });
}
