import { inApp } from '../about-app.ts';
import { describeExchange, type HttpExchange } from '../http-exchange.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { answerAt, type Finding, listed, verdictOf, withProgram } from '../verdict.ts';
import { readStaticSample, type SampledFile, staticSampleHosts, staticSampleQuestions } from './static-sample.ts';
import { judgeWebPaths, type WebPath, webPaths, webQuestions, webRequest } from './web-host-requests.ts';

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
  const { apps } = platform;
  const paths = apps.map((app) => `${app.readyPath}${inApp(app)}`);
  const hasFiles = platform.web.staticDirectory !== undefined;
  return {
    id: 'web.security-headers',
    tier: 'web',
    claim:
      'Every answer tells browsers not to guess types and not to leak addresses, and nobody the version of Nginx; static pages come with strict policies.',
    method: `Each load balancer asks each web host for ${listed(paths)}${hasFiles ? '; each web host asks its Nginx for some of its static files' : ''}. The headers are compared with those that Nginx is told to send.`,
    limits: 'What the policies allow is not judged; the pages of the application carry its own.',
    questions: [
      ...webQuestions(
        platform,
        ({ loadBalancer, web }) => `${loadBalancer.name} asks ${web.name} for ${paths.join(', ')}`,
        (web) => apps.map(({ readyPath, hostNames }) => webRequest(platform, web, readyPath, hostNames[0])),
      ),
      ...(hasFiles ? staticSampleQuestions(platform) : []),
    ],
    judge: withProgram('curl', (answers) => {
      const sampled = hasFiles ? staticSampleHosts(platform) : [];
      return verdictOf([
        ...judgeWebPaths(platform, answers, judgeApplications),
        ...sampled.flatMap((host, index) => {
          const sample = readStaticSample(host, answerAt(answers, webPaths(platform).length + index));
          return sample.ok ? judgeFiles(host.name, sample.files) : [sample.finding];
        }),
      ]);
    }),
  };

  function judgeApplications({ web }: WebPath, exchanges: readonly HttpExchange[]): Finding {
    const findings = paths.map((path, index) => judgeApplication(web.name, path, exchanges[index]));
    const evidence = findings.flatMap((finding) => finding.evidence ?? []).join('; ');
    return { faults: findings.flatMap(({ faults }) => faults), evidence: evidence === '' ? undefined : evidence };
  }
}

function judgeApplication(host: string, path: string, exchange: HttpExchange | undefined): Finding {
  if (exchange === undefined || exchange.problem !== undefined) {
    return { faults: [`${host} should answer ${path}, and ${describeExchange(exchange)}.`] };
  }
  return judgeHeaders(`${host}, asked for ${path},`, exchange.headers, always);
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
