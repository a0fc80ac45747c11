import { describe, expect, test } from 'vitest';
import { deriveAppPromises } from '../../../src/promises/app/promises.ts';
import { sampleDeclaration } from '../../platform/sample.ts';
import { judge, readCaptured, replace, subjectOf, testPromises } from '../inside.ts';

const captured = readCaptured('app');
const { contract: _, ...otherApp } = sampleDeclaration.app!;

describe('what the application promises', () => {
  testPromises(deriveAppPromises, captured, [
    {
      id: 'app.dynamic-answers',
      title: 'Nginx finds no application',
      change: replace('-- 0 200', '-- 0 502'),
      fault: /web-1 should get \/readyz from the application for lb-1, and answers 502/,
    },
    {
      id: 'app.dynamic-answers',
      title: 'the application of another host',
      change: replace(/x-served-by: web-1/i, 'X-Served-By: web-2'),
      fault: /the answer came from web-2 \(X-Served-By\)/,
    },
    {
      id: 'app.dynamic-answers',
      title: 'somebody without a name',
      change: replace(/x-served-by: web-1\r\n/i, ''),
      fault: /the answer came from somebody without a name/,
    },
    {
      id: 'app.dynamic-answers',
      title: 'a file in place of the application',
      change: replace(/x-served-by: web-1/i, 'Last-Modified: Wed, 12 Mar 1980 03:52:38 GMT\r\nAccept-Ranges: bytes'),
      fault: /and answers with a file/,
    },
    {
      id: 'app.health',
      title: 'alive, and not ready',
      change: replace(/-- 0 200 \n$/, '-- 0 503 \n'),
      fault: /The application on web-1 should answer \/readyz with 200, and answers 503/,
    },
    {
      id: 'app.health',
      title: 'nobody listens',
      at: 1,
      change: replace('-- 0 200 ', '-- 7 000 Failed to connect to 127.0.0.1 port 8000'),
      fault: /The application on web-2 should answer \/healthz with 200, and gives no answer \(Failed to connect/,
    },
    {
      id: 'app.ledger-balanced',
      title: 'a cent too many',
      change: replace('"balanceSumCents":0', '"balanceSumCents":1'),
      fault: /should be 0 cents, and are 1/,
    },
    {
      id: 'app.metrics-hidden',
      title: 'measurements for everybody',
      change: replace('--smartx-end-- 0 404', '--smartx-end-- 0 200'),
      fault: /The Nginx of web-1 should refuse \/metrics itself with 404, and it answers 200 \(asked by lb-1\)/,
    },
    {
      id: 'app.sandbox',
      title: 'it runs as root',
      change: replace(/^Uid:.*$/m, 'Uid:\t0\t0\t0\t0'),
      fault: /web-1 runs with the user ids 0, and should with that of app, 999/,
    },
    {
      id: 'app.sandbox',
      title: 'it may get privileges',
      change: replace(/^NoNewPrivs:\t1$/m, 'NoNewPrivs:\t0'),
      fault: /could gain privileges/,
    },
    {
      id: 'app.sandbox',
      title: 'it has a capability',
      change: replace(/^CapBnd:.*$/m, 'CapBnd:\t0000000000000400'),
      fault: /has capabilities \(CapBnd 0000000000000400\)/,
    },
    {
      id: 'app.sandbox',
      title: 'any system call',
      change: replace(/^Seccomp:\t2$/m, 'Seccomp:\t0'),
      fault: /may make any system call/,
    },
    {
      id: 'app.sandbox',
      title: 'it can change its own code',
      change: replace('CodeMount ro', 'CodeMount rw'),
      fault: /sees its own code mounted as rw/,
    },
    {
      id: 'app.sandbox',
      title: 'everybody can read its secrets',
      change: replace('Secrets 600 root', 'Secrets 644 root'),
      fault: /file of secrets with mode and owner 644 root/,
    },
    { id: 'app.sandbox', title: 'it does not run', change: replace(/^Pid \d+$/m, 'Pid 0'), fault: /does not run/ },
    {
      id: 'app.write-read',
      title: 'an acknowledged write is not there',
      change: replace(/(-- 0 200 \n[\s\S]*)-- 0 200 /, '$1-- 0 404 '),
      fault: /A read of what was just written \(GET\) should be answered with 200, and the answer is 404/,
    },
    {
      id: 'app.write-read',
      title: 'an older value comes back',
      change: replace(/(-- 0 200 \n[\s\S]*"value":")[^"]*/, '$1another'),
      fault: /should bring smartx-verify-\w+ back, and brings another/,
    },
    {
      id: 'app.write-read',
      title: 'a removal that removes nothing',
      change: replace(/-- 0 404 /, '-- 0 200 '),
      fault: /A read of what was just removed \(GET\) should be answered with 404, and the answer is 200/,
    },
  ]);

  test.each(['app.ledger-balanced', 'app.write-read'])('%s: JSON with spaces in it is the same', (id) => {
    const spaced = captured[id]!.map((answer) =>
      'stdout' in answer ? { ...answer, stdout: answer.stdout.replaceAll('":', '": ') } : answer,
    );
    expect(judge(deriveAppPromises, subjectOf(), id, spaced).outcome).toBe('kept');
  });

  test('a release without the API is broken, and the refusal is told', () => {
    const verdict = judge(
      deriveAppPromises,
      subjectOf(),
      'app.write-read',
      captured['app.write-read, of a release without the API']!,
    );
    expect(verdict).toMatchObject({
      outcome: 'broken',
      faults: expect.arrayContaining([
        'A write (PUT) should be answered with 200 or 201, and the answer is 404 NOT_FOUND.',
      ]),
    });
  });

  test('an application without a contract: writing is not tried, and what to declare is said', () => {
    const subject = subjectOf({ app: otherApp });
    const verdict = judge(deriveAppPromises, subject, 'app.write-read', []);
    expect(verdict).toMatchObject({ outcome: 'unchecked', reason: expect.stringContaining("app.contract: 'ledger'") });
    expect(deriveAppPromises(subject).map(({ id }) => id)).not.toContain('app.ledger-balanced');
    const noName = captured['app.dynamic-answers']!.map((answer) => ({
      ...answer,
      stdout: 'stdout' in answer ? answer.stdout.replace(/x-served-by: .*\r\n/i, '') : '',
    })) as (typeof captured)[string];
    expect(judge(deriveAppPromises, subject, 'app.dynamic-answers', noName).outcome).toBe('kept');
  });
});
