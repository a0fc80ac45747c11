import { webHealthPath } from '../../services/local-endpoints.ts';
import { describeExchange, type HttpExchange, readExchanges } from '../http-exchange.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { siteQuestion } from '../site-request.ts';
import { answerAt, type Finding, verdictOf, withProgram } from '../verdict.ts';
import { judgeWebPaths, type WebPath, webPathQuestions, webPaths } from './web-host-requests.ts';

/** Nginx says that it is alive, to those whom it concerns. */
export function healthPath(subject: Subject): PlatformPromise {
  const { platform } = subject;
  return {
    id: 'web.health-path',
    tier: 'web',
    claim: `Every web host tells the load balancers that its Nginx is alive, and tells users nothing.`,
    method: `Each load balancer asks each web host for ${webHealthPath} over verified TLS; a user outside asks the site for it.`,
    limits: 'Shows that Nginx answers, not that it has anything to serve.',
    questions: [
      ...webPathQuestions(platform, [webHealthPath]),
      siteQuestion(subject, `a user asks for ${webHealthPath}`, [{ path: webHealthPath }]),
    ],
    judge: withProgram('curl', (answers) =>
      verdictOf([
        ...judgeWebPaths(platform, answers, judgeAlive),
        judgeUser(readExchanges(answerAt(answers, webPaths(platform).length))?.[0]),
      ]),
    ),
  };
}

function judgeAlive({ loadBalancer, web }: WebPath, [exchange]: readonly HttpExchange[]): Finding {
  const isAlive = exchange?.status === 200 && exchange.body === 'ok\n';
  return isAlive
    ? { faults: [], evidence: `${web.name} answers 200 to ${loadBalancer.name}` }
    : {
        faults: [
          `${web.name} should answer ${webHealthPath} of ${loadBalancer.name} with 200 and "ok", and ${describeExchange(exchange)}.`,
        ],
      };
}

function judgeUser(exchange: HttpExchange | undefined): Finding {
  if (exchange?.status === 404) return { faults: [], evidence: 'users get 404' };
  return {
    faults: [
      `A user who asks the site for ${webHealthPath} should get 404, and the site ${describeExchange(exchange)}.`,
    ],
  };
}
