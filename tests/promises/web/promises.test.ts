import { describe, expect, test } from 'vitest';
import { deriveWebPromises } from '../../../src/promises/web/promises.ts';
import { type Answered, judge, readCaptured, replace, subjectOf, testPromises } from '../inside.ts';

const captured = readCaptured('web');

describe('what Nginx promises', () => {
  testPromises(deriveWebPromises, captured, [
    {
      id: 'web.body-limit',
      title: 'a body that is too large is asked for',
      change: replace('-- 0 413 ', '-- 28 100 Operation timed out'),
      fault: /web-1, told of 10485761 bytes for \/smartx-verify by lb-1, should refuse it with 413, and asks for it\./,
    },
    {
      id: 'web.body-limit',
      title: 'a body that is small enough is refused',
      change: replace('-- 28 100 Operation timed out after 1001 milliseconds with 0 bytes received', '-- 0 413 '),
      fault: /web-1, told of 10485760 bytes .* should ask for it \(100\), and answers 413\./,
    },
    {
      id: 'web.compression',
      title: 'a text that is sent as it is',
      change: replace(/^[|] Content-Encoding: gzip\n/m, ''),
      fault: /web-1 should compress \/api\.js \(gzip\).*sends it as it is/,
    },
    {
      id: 'web.compression',
      title: 'caches are not told',
      change: replace(/^[|] Vary: .*\n/m, ''),
      fault: /web-1 sends \/api\.js without Vary/,
    },
    {
      id: 'web.compression',
      title: 'compressed for everybody',
      change: replace(/^[|] ETag: "3e7ab775-a4b"/m, '| Content-Encoding: gzip'),
      fault: /web-1 sends \/api\.js as gzip to somebody who did not ask/,
    },
    {
      id: 'web.compression',
      title: 'another file after decompressing',
      change: replace(/^compressed f9ea/m, 'compressed f9eb'),
      fault: /is another file after decompressing/,
    },
    {
      id: 'web.health-path',
      title: 'Nginx passes the path on',
      change: replace(/-- 0 200 \n$/, '-- 0 404 \n'),
      fault: /web-1 should answer \/smartx-health of lb-1 with 200 and "ok", and answers 404/,
    },
    {
      id: 'web.health-path',
      title: 'a web host that is not there',
      at: 1,
      change: () => ({
        kind: 'answered',
        exitCode: 7,
        stdout: '\n--smartx-end-- 7 000 Failed to connect to web-2 port 443 after 1 ms: Could not connect to server\n',
        stderr: '',
      }),
      fault: /web-2 should answer \/smartx-health of lb-1 .* gives no answer \(Failed to connect/,
    },
    {
      id: 'web.health-path',
      title: 'users see it',
      at: 4,
      change: replace('-- 0 404', '-- 0 200'),
      fault: /A user who asks the site for \/smartx-health should get 404, and the site answers 200/,
    },
    {
      id: 'web.hidden-files',
      title: 'the application answers in place of Nginx',
      change: replace('<center>nginx</center>', '{"code":"NOT_FOUND"}'),
      fault: /web-1 should refuse \/\.env itself with 404, and somebody else answers 404/,
    },
    {
      id: 'web.hidden-files',
      title: 'a hidden file is shown',
      change: replace(/-- 0 404 \n$/, '-- 0 200 \n'),
      fault: /web-1 should refuse \/\.htaccess itself with 404, and it answers 200/,
    },
    {
      id: 'web.security-headers',
      title: 'an answer of the application without nosniff',
      change: replace(/x-content-type-options: nosniff\r\n/i, ''),
      fault: /web-1, asked for \/readyz, sends no x-content-type-options/,
    },
    {
      id: 'web.security-headers',
      title: 'Nginx tells its version',
      change: replace(/^Server: nginx/im, 'Server: nginx/1.26.3'),
      fault: /tells the version of its server, nginx\/1\.26\.3/,
    },
    {
      id: 'web.security-headers',
      title: 'a page without a policy',
      at: 4,
      change: replace(/^[|] Content-Security-Policy: .*\n/m, ''),
      fault: /web-1, asked for \/404\.html, sends no content-security-policy/,
    },
    {
      id: 'web.static-by-nginx',
      title: 'a file that was changed behind the back of whoever serves it',
      change: replace(/^plain 4cb1/m, 'plain 4cb2'),
      fault: /web-1 should serve \/404\.html as it is on its disk, and sends other bytes/,
    },
    {
      id: 'web.static-by-nginx',
      title: 'somebody else serves the same bytes',
      change: replace('ETag: "132c7706-2d1"', 'ETag: W/"other"'),
      fault: /with the ETag of its file, "132c7706-2d1", and sends W\/"other": it was not Nginx/,
    },
    {
      id: 'web.static-by-nginx',
      title: 'Nginx does not find it',
      change: replace('| HTTP/1.1 200 OK', '| HTTP/1.1 404 Not Found'),
      fault: /web-1 should serve \/404\.html, and answers 404/,
    },
    {
      id: 'web.static-by-nginx',
      title: 'Nginx does not answer',
      change: replace(/^plain 4cb1.*$/m, 'plain failed curl: (7) Failed to connect'),
      fault: /web-1 should serve \/404\.html, and gives no answer: curl: \(7\)/,
    },
  ]);

  test('without static files, nothing is promised of them', () => {
    const ids = deriveWebPromises(subjectOf({ web: { static: false } })).map(({ id }) => id);
    expect(ids).toEqual(['web.body-limit', 'web.health-path', 'web.security-headers']);
  });

  test('headers are asked of every application, where it is', () => {
    const one = { directory: 'app', start: 'node main.ts' };
    const subject = subjectOf({ apps: { www: one, api: { ...one, hostname: 'api' } } });
    const id = 'web.security-headers';
    const questions = deriveWebPromises(subject).find((promise) => promise.id === id)!.questions;
    expect(questions[0]!.input!.match(/(?<=Host: )[a-z.]+/g)).toEqual(['api.foobar.com', 'www.foobar.com']);
    // Each load balancer asks each web host for both: what one of them was answered, twice.
    const twice = (captured[id] as Answered[]).map((answer, index) =>
      index < 4 ? { ...answer, stdout: `${answer.stdout}${answer.stdout}` } : answer,
    );
    expect(judge(deriveWebPromises, subject, id, twice).outcome).toBe('kept');
    const [first, ...others] = twice as [Answered, ...Answered[]];
    const without = replace(/x-content-type-options: nosniff\r\n/i, '')(first);
    expect(judge(deriveWebPromises, subject, id, [without, ...others])).toMatchObject({
      faults: ['web-1, asked for /readyz (application api), sends no x-content-type-options.'],
    });
  });

  test('a directory with small files only: compression is not known', () => {
    const small = captured['web.compression']!.map((answer) => ({
      ...answer,
      stdout: 'stdout' in answer ? answer.stdout.replace(/^file \/api\.js 2635/m, 'file /api.js 900') : '',
    }));
    const verdict = judge(deriveWebPromises, subjectOf(), 'web.compression', small as (typeof captured)[string]);
    expect(verdict).toMatchObject({ outcome: 'unchecked', reason: expect.stringMatching(/no static text file/) });
  });

  test('without curl nothing is known', () => {
    const missing = { kind: 'answered', exitCode: 127, stdout: '', stderr: 'curl: not found' } as const;
    const [, ...rest] = captured['web.health-path']!;
    expect(judge(deriveWebPromises, subjectOf(), 'web.health-path', [missing, ...rest]).outcome).toBe('unchecked');
  });
});
