import { siteApp } from '../../platform/chosen-apps.ts';
import { describeExchange, type HttpExchange } from '../http-exchange.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { answerAt, type Finding, verdictOf, withProgram } from '../verdict.ts';
import { readStaticSample, type SampledFile, staticSampleHosts, staticSampleQuestions } from './static-sample.ts';
import { judgeWebPaths, type WebPath, webPathQuestions, webPaths } from './web-host-requests.ts';

type Headers = ReadonlyMap<string, string>;

/** Sent with everything. HSTS is added by the load balancers, and promised there. */
const always: Readonly<Record<string, RegExp>> = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /./,
};

/** Of static files also these; pages of the application have their own. */
const withFiles: Readonly<Record<string, RegExp>> = { ...always, 'cross-origin-resource-policy': /^same-origin$/ };

const withPages: Readonly<Record<string, RegExp>> = {
  ...withFiles,
  'content-security-policy': /default-src/,
  'cross-origin-opener-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
};

/** What browsers are told to refuse. */
export function securityHeaders({ platform }: Subject): PlatformPromise {
  const { readyPath, hostNames } = siteApp(platform);
  const hasFiles = platform.web.staticDirectory !== undefined;
  return {
    id: 'web.security-headers',
    tier: 'web',
    claim:
      'Every answer tells browsers not to guess types and not to leak addresses, and nobody the version of Nginx; static pages come with strict policies.',
    method: `Each load balancer asks each web host for ${readyPath}${hasFiles ? '; each web host asks its Nginx for some of its static files' : ''}. The headers are compared with those that Nginx is told to send.`,
    limits: 'What the policies allow is not judged; the pages of the application carry its own.',
    questions: [
      ...webPathQuestions(platform, [readyPath], hostNames[0]),
      ...(hasFiles ? staticSampleQuestions(platform) : []),
    ],
    judge: withProgram('curl', (answers) => {
      const sampled = hasFiles ? staticSampleHosts(platform) : [];
      return verdictOf([
        ...judgeWebPaths(platform, answers, judgeApplication),
        ...sampled.flatMap((host, index) => {
          const sample = readStaticSample(host, answerAt(answers, webPaths(platform).length + index));
          return sample.ok ? judgeFiles(host.name, sample.files) : [sample.finding];
        }),
      ]);
    }),
  };

  function judgeApplication({ web }: WebPath, [exchange]: readonly HttpExchange[]): Finding {
    if (exchange === undefined || exchange.problem !== undefined) {
      return { faults: [`${web.name} should answer ${readyPath}, and ${describeExchange(exchange)}.`] };
    }
    return judgeHeaders(`${web.name}, asked for ${readyPath},`, exchange.headers, always);
  }
}

function judgeFiles(host: string, files: readonly SampledFile[]): Finding[] {
  return files.map(({ path, plain }) => {
    const what = `${host}, asked for ${path},`;
    if (!plain.ok) return { faults: [`${what} gives no answer: ${plain.problem}.`] };
    return judgeHeaders(what, plain.headers, path.endsWith('.html') ? withPages : withFiles);
  });
}

function judgeHeaders(what: string, headers: Headers, expected: Readonly<Record<string, RegExp>>): Finding {
  const wrong = Object.entries(expected).flatMap(([name, pattern]) => {
    const value = headers.get(name);
    if (value === undefined) return [`${what} sends no ${name}.`];
    return pattern.test(value) ? [] : [`${what} sends ${name}: ${value}.`];
  });
  const version = /nginx\/\S+/.exec(headers.get('server') ?? '')?.[0];
  return {
    faults: version === undefined ? wrong : [...wrong, `${what} tells the version of its server, ${version}.`],
    evidence: `${what.replace(/, asked for (.*),$/, ' sends with $1')} all ${Object.keys(expected).length} headers`,
  };
}
