import type { App } from '../../platform/platform.ts';
import { idAbout, theApp } from '../about-app.ts';
import { describeExchange, type HttpExchange } from '../http-exchange.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, verdictOf, withProgram } from '../verdict.ts';
import { judgeWebPaths, type WebPath, webPathQuestions } from '../web/web-host-requests.ts';

/** Only of an application that tells monitoring of itself. */
export function metricsHidden({ platform }: Subject, app: App): readonly PlatformPromise[] {
  const { metricsPath } = app;
  if (metricsPath === undefined) return [];
  const paths = spellingsOf(metricsPath);
  return [
    {
      id: idAbout(app, 'app.metrics-hidden'),
      tier: 'app',
      claim: `Users do not see what ${theApp(app)} tells monitoring of itself.`,
      method: `Each load balancer asks each web host for ${paths.join(', ')} and expects the 404 of Nginx itself, which asked nobody.`,
      limits: 'Other paths at which an application may tell the same are not known.',
      questions: webPathQuestions(platform, paths, app.hostNames[0]),
      judge: withProgram('curl', (answers) =>
        verdictOf(judgeWebPaths(platform, answers, (path, exchanges) => judgeHidden(path, paths, exchanges))),
      ),
    },
  ];
}

/**
 * Those that one framework or another takes for the same: capitals, a final slash, an escaped letter, a slash too many, and
 * what stands behind a semicolon.
 */
function spellingsOf(path: string): readonly string[] {
  const bare = path.replace(/\/$/, '');
  const last = bare.slice(-1);
  const escaped = `${bare.slice(0, -1)}%${last.charCodeAt(0).toString(16)}`;
  return [...new Set([bare, `${bare}/`, bare.toUpperCase(), escaped, `/${bare}`, `${bare};x=1`])];
}

function judgeHidden(
  { loadBalancer, web }: WebPath,
  paths: readonly string[],
  exchanges: readonly HttpExchange[],
): Finding {
  const faults = paths.flatMap((path, index) => {
    const exchange = exchanges[index];
    if (exchange?.status === 404 && exchange.body.includes('<center>nginx</center>')) return [];
    const seen =
      exchange?.status === 404 ? 'somebody else answers 404 in its place' : `it ${describeExchange(exchange)}`;
    return [
      `The Nginx of ${web.name} should refuse ${path} itself with 404, and ${seen} (asked by ${loadBalancer.name}).`,
    ];
  });
  return { faults, evidence: `${web.name} refuses ${paths[0]} in ${paths.length} spellings` };
}
