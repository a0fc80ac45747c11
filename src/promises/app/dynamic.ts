import { isAppColocated } from '../../platform/flows.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import type { App } from '../../platform/platform.ts';
import { idAbout, theApp } from '../about-app.ts';
import { describeExchange, type HttpExchange } from '../http-exchange.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, verdictOf, withProgram } from '../verdict.ts';
import { judgeWebPaths, type WebPath, webPathQuestions } from '../web/web-host-requests.ts';

/** Nginx hands on what is not a file. */
export function dynamic({ platform }: Subject, app: App): PlatformPromise {
  const { contract, readyPath } = app;
  const isColocated = isAppColocated(platform.hosts);
  const appHosts = hostsWithRole(platform, 'app').map(({ name }) => name);
  const speaksLedger = contract === 'ledger';
  return {
    id: idAbout(app, 'app.dynamic-answers'),
    tier: 'app',
    claim: `Behind every web host, what is not a file${app.path === '/' ? '' : ` below ${app.path}`} is answered by ${theApp(app)}.`,
    method: speaksLedger
      ? `Each load balancer asks each web host for ${readyPath}, and expects 200 with the X-Served-By of ${isColocated ? 'the application beside it' : 'an application host'}.`
      : `Each load balancer asks each web host for ${readyPath} and expects 200, which no file of the site has.`,
    limits: speaksLedger
      ? 'One path stands for all of them.'
      : "One path stands for all; who answered cannot be told of an application without a contract (app.contract: 'ledger').",
    questions: webPathQuestions(platform, [readyPath], app.hostNames[0]),
    judge: withProgram('curl', (answers) => verdictOf(judgeWebPaths(platform, answers, judgeDynamic))),
  };

  function judgeDynamic({ loadBalancer, web }: WebPath, [exchange]: readonly HttpExchange[]): Finding {
    const whole = `${web.name} should get ${readyPath} from ${theApp(app)} for ${loadBalancer.name}`;
    if (exchange?.status !== 200) return { faults: [`${whole}, and ${describeExchange(exchange)}.`] };
    // Of static files Nginx tells the time of their last change and a hash (ETag) of time and size.
    if (exchange.headers.has('last-modified') && exchange.headers.get('accept-ranges') === 'bytes') {
      return { faults: [`${whole}, and answers with a file.`] };
    }
    if (!speaksLedger) return { faults: [], evidence: `${web.name} answers 200 to ${loadBalancer.name}` };
    const servedBy = exchange.headers.get('x-served-by');
    const isRight = servedBy !== undefined && (isColocated ? servedBy === web.name : appHosts.includes(servedBy));
    if (isRight) return { faults: [], evidence: `behind ${web.name} answers ${servedBy}` };
    return { faults: [`${whole}, and the answer came from ${servedBy ?? 'somebody without a name'} (X-Served-By).`] };
  }
}
