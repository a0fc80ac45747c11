import type { DerivePromises, PlatformPromise } from '../promise.ts';
import { judgeEach, withProgram } from '../verdict.ts';
import { curlQuestion, type Head, judgeHeads, type Site, siteOf } from './site.ts';

/** How the load balancers speak HTTP. */
export const deriveHttpPromises: DerivePromises = (subject) => {
  const site = siteOf(subject);
  const { hstsSeconds } = subject.platform.tls;
  return [redirects(site), hsts(site, hstsSeconds), http2(site), wrongHost(site)];
};

/** Escapes and a second question mark, so that neither half is read and written anew on the way. */
const target = '/smartx%20verify/a+b?x=1&y=%2F?';

function redirects(site: Site): PlatformPromise {
  const urls = site.names.map((name) => `http://${name}${target}`);
  return {
    id: 'loadBalancer.http-redirects',
    tier: 'loadBalancer',
    claim: 'HTTP is sent on to HTTPS, with the same name, path and query, for good.',
    method: 'A user outside asks for a page of every name over HTTP and reads where it is sent.',
    limits: 'The very first request of a browser still goes over HTTP; only HSTS preloading could prevent that.',
    questions: [curlQuestion(site, `${target} over HTTP`, { urls, options: ['--globoff'] })],
    judge: withProgram(
      'curl',
      judgeEach([site], (_, answer) =>
        judgeHeads('The site', urls.length, answer, (heads) => {
          return {
            faults: urls.flatMap((url, index) => judgeRedirect(url, heads[index]!)),
            evidence: `${urls.length} names answer ${heads[0]!.status} to ${heads[0]!.headers.get('location') ?? 'nowhere'}`,
          };
        }),
      ),
    ),
  };
}

/** Only 301 and 308 say "for good" (RFC 9110 section 15.4). */
function judgeRedirect(url: string, { status, headers }: Head): readonly string[] {
  const expected = url.replace(/^http:/, 'https:');
  const location = headers.get('location');
  if ([301, 308].includes(status) && location === expected) return [];
  return [`${url} should be sent to ${expected} by 301 or 308, and answers ${status} to ${location ?? 'nowhere'}.`];
}

function hsts(site: Site, seconds: number): PlatformPromise {
  const expected = seconds === 0 ? undefined : `max-age=${seconds}`;
  const name = 'strict-transport-security';
  return {
    id: 'loadBalancer.hsts',
    tier: 'loadBalancer',
    claim:
      expected === undefined
        ? 'No browser is told to insist on HTTPS, as declared.'
        : `Browsers are told to insist on HTTPS for ${seconds} s.`,
    method: 'A user outside reads the header Strict-Transport-Security over HTTPS, and sees none over HTTP.',
    limits: 'One page stands for all.',
    questions: [curlQuestion(site, 'HSTS', { urls: [`http://${site.name}/`, `https://${site.name}/`] })],
    judge: withProgram(
      'curl',
      judgeEach([site], (_, answer) =>
        judgeHeads('The site', 2, answer, (heads) => {
          const [plain, secure] = heads.map(({ headers }) => headers.get(name));
          return {
            faults: [
              ...(secure === expected ? [] : [`HSTS should be ${expected ?? 'absent'}, and is ${secure ?? 'absent'}.`]),
              // RFC 6797 section 7.2
              ...(plain === undefined ? [] : [`HSTS must not be sent over HTTP, and is: ${plain}.`]),
            ],
            evidence: secure ?? 'no HSTS',
          };
        }),
      ),
    ),
  };
}

function http2(site: Site): PlatformPromise {
  const versions = ['2', '1.1'];
  return {
    id: 'loadBalancer.http2',
    tier: 'loadBalancer',
    claim: 'HTTP/2 is spoken with those who can, and HTTP/1.1 with the others.',
    method: 'A user outside offers HTTP/2 and HTTP/1.1 by ALPN, then HTTP/1.1 alone.',
    limits: 'HTTP/3 is not offered.',
    questions: versions.map((version) =>
      curlQuestion(site, `HTTP/${version}`, { urls: [`https://${site.name}/`], options: [`--http${version}`] }),
    ),
    judge: withProgram(
      'curl',
      judgeEach(versions, (version, answer) =>
        judgeHeads('The site', 1, answer, (heads) => {
          const spoken = heads[0]!.version;
          return {
            faults: spoken === version ? [] : [`The site should speak HTTP/${version}, and speaks HTTP/${spoken}.`],
            evidence: `HTTP/${spoken} answers ${heads[0]!.status}`,
          };
        }),
      ),
    ),
  };
}

/** RFC 6761 section 6.4: nobody has a name in this domain. */
const strangeName = 'smartx-stranger.invalid';

function wrongHost(site: Site): PlatformPromise {
  // curl would remember the HSTS of an answer and turn the next http into https by itself.
  const schemes = ['http', 'https'];
  const urls = schemes.map((scheme) => `${scheme}://${site.name}/`);
  return {
    id: 'loadBalancer.wrong-host-refused',
    tier: 'loadBalancer',
    claim: 'Requests for a name that the site does not have are refused with 421.',
    method: `A user outside asks the site, over HTTP and HTTPS, for a page of ${strangeName}.`,
    limits: 'One name stands for all others.',
    questions: [curlQuestion(site, `a page of ${strangeName}`, { urls, options: ['-H', `Host: ${strangeName}`] })],
    judge: withProgram(
      'curl',
      judgeEach([site], (_, answer) =>
        judgeHeads('The site', urls.length, answer, (heads) => {
          const wrong = schemes.flatMap((scheme, index) =>
            heads[index]!.status === 421
              ? []
              : [
                  `${scheme}: a page of ${strangeName} should be refused with 421, and answers ${heads[index]!.status}.`,
                ],
          );
          return {
            faults: wrong,
            evidence: `${strangeName} is answered ${heads.map(({ status }) => status).join(', ')}`,
          };
        }),
      ),
    ),
  };
}
