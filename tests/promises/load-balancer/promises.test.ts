import { describe, expect, test } from 'vitest';
import { deriveLoadBalancerPromises } from '../../../src/promises/load-balancer/promises.ts';
import { parseHeads } from '../../../src/promises/load-balancer/site.ts';
import { outcomeOf } from '../../../src/promises/load-balancer/tls-versions.ts';
import type { Answer } from '../../../src/promises/promise.ts';
import { captured, edited, missing, promiseOf, sampleSubject, silence } from '../captured.ts';

const promises = deriveLoadBalancerPromises(sampleSubject());
const promise = (name: string) => promiseOf(promises, `loadBalancer.${name}`);
const answersOf = (name: string) => captured('load-balancer', name);

/** What a HAProxy says that was set up wrongly in every respect. */
const faults: Readonly<Record<string, readonly string[]>> = {
  'address-on-one': ['10.213.0.10 should be on one load balancer, and is on lb-1 and lb-2.'],
  'each-answers': [
    'lb-1 should answer 200 over HTTPS, and answers 503.',
    'lb-1 should send HTTP on to HTTPS, and answers 503.',
    "lb-2 does not answer: (7) Failed to connect to www.foobar.com port 80 after 0 ms: Couldn't connect to server.",
  ],
  hsts: [
    'HSTS should be max-age=63072000, and is max-age=100.',
    'HSTS must not be sent over HTTP, and is: max-age=100.',
  ],
  'http-redirects': ['www.foobar.com', 'foobar.com'].map(
    (name) =>
      `http://${name}/smartx%20verify/a+b?x=1&y=%2F? should be sent to ` +
      `https://${name}/smartx%20verify/a+b?x=1&y=%2F? by 301 or 308, and answers 302 to ` +
      'https://www.foobar.com/smartx%20verify/a+b.',
  ),
  http2: ['The site should speak HTTP/2, and speaks HTTP/1.1.'],
  'servers-ready': ['lb-1', 'lb-2'].flatMap((host) => [
    `${host}: the backend web should have the server web-2, and has not.`,
    `${host}: the backend web has the server web-3, which is not declared.`,
    `${host}: web-1 in the backend web should be UP, and is DOWN.`,
    `${host}: web-1 in the backend web_alive should be UP, and is no check.`,
    `${host}: web-2 in the backend web_alive should be UP, and is DRAIN.`,
  ]),
  'tls-certificate': [
    'The certificate of www.foobar.com cannot be trusted: self-signed certificate.',
    'The certificate should cover foobar.com, and covers www.foobar.com, other.example.',
  ],
  'tls-days-left': ['The certificate should be good for 3 days or more: 1 day left.'],
  'tls-versions': [
    'TLS 1.0 should be refused, and is accepted (ECDHE-ECDSA-AES256-SHA).',
    'TLS 1.1 should be refused, and is accepted (ECDHE-ECDSA-AES256-SHA).',
  ],
  'wrong-host-refused': [
    'http: a page of smartx-stranger.invalid should be refused with 421, and answers 302.',
    'https: a page of smartx-stranger.invalid should be refused with 421, and answers 200.',
  ],
};
const askedOfHosts = ['address-on-one', 'each-answers', 'servers-ready'];

describe.each(promises.map(({ id }) => id.replace('loadBalancer.', '')))('%s', (name) => {
  test('is kept by a lab that is well', () => {
    const { kept } = answersOf(name);
    expect(promise(name).questions).toHaveLength(kept!.length);
    expect(promise(name).judge(kept!)).toMatchObject({ outcome: 'kept', evidence: expect.stringMatching(/./) });
  });

  const expected = faults[name];
  if (expected !== undefined) {
    test('is broken by a load balancer that is wrong', () => {
      expect(promise(name).judge(answersOf(name).broken!)).toMatchObject({ outcome: 'broken', faults: expected });
    });
  }

  test('is not known when nobody could ask', () => {
    expect(promise(name).judge(silence(promise(name)))).toMatchObject({ outcome: 'unchecked' });
  });

  if (!askedOfHosts.includes(name)) {
    test('is not known without the program that asks', () => {
      expect(promise(name).judge(missing(promise(name)))).toMatchObject({
        outcome: 'unchecked',
        reason: expect.stringContaining('is not installed'),
      });
    });
  }
});

describe('address-on-one', () => {
  const { judge } = promise('address-on-one');
  const kept = answersOf('address-on-one').kept!;

  test('on none', () => {
    expect(judge(edited(kept, '10.213.0.10', '10.213.0.99'))).toMatchObject({
      faults: ['10.213.0.10 should be on one of lb-1 and lb-2, and is on none.'],
    });
  });

  test('one that cannot be asked may hold it too', () => {
    const silent: Answer = { kind: 'silent', reason: 'gone' };
    const reason = 'lb-2 could not be asked for its addresses.';
    expect(judge([kept[0]!, silent])).toEqual({ outcome: 'unchecked', reason });
  });
});

describe('client-address', () => {
  const { judge } = promise('client-address');
  const kept = answersOf('client-address').kept!;

  test('a forged address that gets through', () => {
    const through = edited(kept, /"client":"10.213.0.2"(.*-forged-1")/g, '"client":"198.51.100.7"$1');
    expect(judge(through)).toMatchObject({
      outcome: 'broken',
      faults: ["web-1: the forged request came from 10.213.0.2, and Nginx takes it for 198.51.100.7's."],
    });
  });

  test('the address of the load balancer in place of the user', () => {
    const hidden = judge(edited(kept, '"client":"10.213.0.2"', '"client":"10.214.0.21"'));
    expect(hidden).toMatchObject({
      faults: [
        "web-2: the plain request came from 10.213.0.2, and Nginx takes it for 10.214.0.21's.",
        "web-1: the forged request came from 10.213.0.2, and Nginx takes it for 10.214.0.21's.",
      ],
    });
  });

  test('requests that pass the load balancers by', () => {
    expect(judge(edited(kept, '"via":"10.214.0.21"', '"via":"10.214.0.1"'))).toMatchObject({
      faults: [
        'web-2: the plain request should come through a load balancer, not 10.214.0.1.',
        'web-1: the forged request should come through a load balancer, not 10.214.0.1.',
      ],
    });
  });

  test('lines of an earlier run prove nothing', () => {
    const [, ...logs] = kept;
    const sent = edited([kept[0]!], /token \d+/g, 'token 42');
    expect(judge([...sent, ...logs])).toMatchObject({
      faults: [
        'The plain request was answered, and is in the log of none of web-1, web-2.',
        'The forged request was answered, and is in the log of none of web-1, web-2.',
      ],
    });
  });

  test('a log in another form', () => {
    expect(judge(edited(kept, '"client":', '"remote":'))).toMatchObject({
      faults: [
        expect.stringMatching(/^web-1 logs requests in another form than declared/),
        expect.stringMatching(/^web-2 logs requests in another form than declared/),
      ],
    });
  });
});

describe('requests-spread', () => {
  const { judge } = promise('requests-spread');
  const [sent, web1, web2] = answersOf('requests-spread').kept!;

  test('a host that gets none', () => {
    expect(judge([sent!, web1!, { kind: 'answered', exitCode: 0, stdout: '', stderr: '' }])).toMatchObject({
      faults: ['web-2 should get some of 34 requests, and got none.'],
    });
  });

  test('requests that are refused', () => {
    const refused = edited([sent!], 'each 200', 'each 429');
    expect(judge([...refused, web1!, web2!])).toMatchObject({ outcome: 'broken' });
  });

  test('a log that cannot be read', () => {
    const unreadable: Answer = { kind: 'answered', exitCode: 0, stdout: '', stderr: 'tail: cannot open it' };
    expect(judge([sent!, web1!, unreadable])).toMatchObject({
      faults: ['web-2 could not read its log: tail: cannot open it.'],
    });
  });

  test('too many web hosts for the rate limit are not asked', () => {
    const environments = { lab: { provider: 'lab', web: 20 } } as const;
    const spread = promiseOf(
      deriveLoadBalancerPromises(sampleSubject({ environments })),
      'loadBalancer.requests-spread',
    );
    expect(spread.questions).toEqual([]);
    expect(spread.judge([])).toMatchObject({ outcome: 'unchecked' });
  });
});

describe('tls-versions', () => {
  const kept = answersOf('tls-versions').kept!;
  const answered = (stdout: string): Answer => ({ kind: 'answered', exitCode: 1, stdout, stderr: '' });

  test('TLS 1.3 alone, as declared, and not kept', () => {
    const strict = deriveLoadBalancerPromises(sampleSubject({ tls: { minimumVersion: '1.3' } }));
    expect(promiseOf(strict, 'loadBalancer.tls-versions').judge(kept)).toMatchObject({
      faults: ['TLS 1.2 should be refused, and is accepted (ECDHE-ECDSA-AES256-GCM-SHA384).'],
    });
  });

  test('our own refusal is not that of the server', () => {
    const own =
      'error:0A0000B5:SSL routines:ssl_cipher_list_to_bytes:no ciphers available:../ssl/statem/statem_clnt.c:3760:' +
      'No ciphers enabled for max supported SSL/TLS version\nCONNECTED(00000003)\n---\n' +
      'SSL handshake has read 0 bytes and written 7 bytes\n---\nNew, (NONE), Cipher is (NONE)\n';
    expect(outcomeOf(answered(own)).outcome).toBe('unable');
    expect(promise('tls-versions').judge([answered(own), ...kept.slice(1)])).toEqual({
      outcome: 'unchecked',
      reason: 'The openssl that asks could not offer TLS 1.0 (not possible here).',
    });
    expect(outcomeOf(answered('s_client: Unknown option: -tls1\n')).outcome).toBe('unable');
  });

  test('a server that hangs up refuses; one that is not there does not', () => {
    const hungUp =
      'CONNECTED(00000003)\n40878AE2C37F0000:error:0A000126:SSL routines:ssl3_read_n:unexpected eof while reading:';
    const absent =
      '40E7C1D0A17F0000:error:8000006F:system library:BIO_connect:Connection refused:../crypto/bio/bio_sock2.c:114:';
    expect(outcomeOf(answered(hungUp)).outcome).toBe('refused');
    expect(outcomeOf(answered(absent)).outcome).toBe('silent');
    expect(promise('tls-versions').judge(kept.map(() => answered(absent)))).toMatchObject({ outcome: 'broken' });
  });
});

describe('tls-certificate', () => {
  const kept = answersOf('tls-certificate').kept!;

  test('a certificate of another name', () => {
    const other = edited(kept, 'Verify return code: 0 (ok)', 'Verify return code: 62 (hostname mismatch)');
    expect(promise('tls-certificate').judge(other)).toMatchObject({
      faults: ['The certificate of www.foobar.com cannot be trusted: hostname mismatch.'],
    });
  });

  test('a wildcard covers one label', () => {
    const wildcard = edited(kept, /DNS:www.foobar.com, DNS:foobar.com/g, 'DNS:*.foobar.com');
    expect(promise('tls-certificate').judge(wildcard)).toMatchObject({
      faults: ['The certificate should cover foobar.com, and covers *.foobar.com, localhost.'],
    });
  });

  test.each([
    ['seconds left: -100000', 'it ended 2 days ago'],
    ['seconds left: 259199', '2 days left'],
  ])('%s', (left, evidence) => {
    const ended = edited(answersOf('tls-days-left').kept!, /seconds left: \d+/g, left);
    expect(promise('tls-days-left').judge(ended)).toMatchObject({ outcome: 'broken', evidence });
  });
});

test('without HSTS declared, none may be sent', () => {
  const derived = deriveLoadBalancerPromises(sampleSubject({ tls: { hsts: '0s' } }));
  expect(promiseOf(derived, 'loadBalancer.hsts').judge(answersOf('hsts').kept!)).toMatchObject({
    faults: ['HSTS should be absent, and is max-age=63072000.'],
  });
});

test('the site is asked by address, and few requests count for the rate limit', () => {
  const outside = promises.flatMap(({ questions }) => questions).filter(({ from }) => from.kind === 'outside');
  for (const { argv } of outside) expect(argv.join(' ')).toContain('10.213.0.10');
  expect(outside.flatMap(({ argv }) => argv).filter((word) => word.startsWith('https://')).length).toBeLessThan(10);
});

test('parseHeads reads what curl prints, a header that comes twice included', () => {
  const heads = parseHeads(
    'HTTP/1.1 301 Moved Permanently\r\nlocation: https://a/\r\n\r\nHTTP/2 200 \r\nVary: a\r\nvary: b\r\n\r\n',
  );
  expect(heads.map(({ version, status }) => [version, status])).toEqual([
    ['1.1', 301],
    ['2', 200],
  ]);
  expect(heads[1]!.headers.get('vary')).toBe('a, b');
});
