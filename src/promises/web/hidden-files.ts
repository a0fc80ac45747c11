import { describeExchange, type HttpExchange } from '../http-exchange.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, verdictOf, withProgram } from '../verdict.ts';
import { judgeWebPaths, type WebPath, webPathQuestions } from './web-host-requests.ts';

/** What lies in static directories by mistake most often. */
const hiddenPaths = ['/.env', '/.git/config', '/.htaccess'];

/** Only where Nginx serves files is there anything that it could show by mistake. */
export function hiddenFiles({ platform }: Subject): readonly PlatformPromise[] {
  if (platform.web.staticDirectory === undefined) return [];
  return [
    {
      id: 'web.hidden-files',
      tier: 'web',
      claim: 'Files whose name begins with a dot are never shown.',
      method: `Each load balancer asks each web host for ${hiddenPaths.join(', ')} and expects the 404 of Nginx itself: were the files looked up, the request would go on to the application.`,
      limits: 'A few names stand for all; a secret in a file with an ordinary name is served like any other file.',
      questions: webPathQuestions(platform, hiddenPaths),
      judge: withProgram('curl', (answers) => verdictOf(judgeWebPaths(platform, answers, judgeHidden))),
    },
  ];
}

function judgeHidden({ loadBalancer, web }: WebPath, exchanges: readonly HttpExchange[]): Finding {
  const faults = hiddenPaths.flatMap((path, index) => {
    const exchange = exchanges[index];
    if (isRefusedByNginx(exchange)) return [];
    const seen =
      exchange?.status === 404 ? 'somebody else answers 404 in its place' : `it ${describeExchange(exchange)}`;
    return [
      `The Nginx of ${web.name} should refuse ${path} itself with 404, and ${seen} (asked by ${loadBalancer.name}).`,
    ];
  });
  return { faults, evidence: `${web.name} refuses ${hiddenPaths.length} hidden files` };
}

/** The page that Nginx makes up for an error carries its name; no application's does. */
function isRefusedByNginx(exchange: HttpExchange | undefined): boolean {
  return exchange?.status === 404 && exchange.body.includes('<center>nginx</center>');
}
