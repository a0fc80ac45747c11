import { describe, expect, test } from 'vitest';
import { parseDig } from '../../../src/promises/dns/dig.ts';
import { deriveDnsPromises } from '../../../src/promises/dns/promises.ts';
import { captured, edited, missing, promiseOf, sampleSubject, silence } from '../captured.ts';

const promises = deriveDnsPromises(sampleSubject());

/** What a name server says that was set up wrongly: another zone, transfers for all, its version told. */
const faults: Readonly<Record<string, readonly string[]>> = {
  'dns.authoritative': [
    "ns-2: the SOA record should be 'ns1.foobar.com. hostmaster.foobar.com. any 3600 600 1209600 300', " +
      "and is 'ns1.foobar.com. hostmaster.foobar.com. any 7200 600 1209600 300'.",
  ],
  'dns.nothing-undeclared': [
    "ns-2: MX of foobar.com should be '10 mail.foobar.com.', and is '10 mail.foobar.com.', '20 spare.foobar.com.'.",
    'ns-2: TXT of foobar.com should have a time to live of 300 s, and has 600 s.',
    "ns-2: A of mail.foobar.com should be '192.0.2.25', and is nothing.",
    "ns-2 holds A of *.foobar.com, which is not declared ('192.0.2.77').",
    "ns-2 holds A of old.foobar.com, which is not declared ('192.0.2.99').",
  ],
  'dns.records-as-declared': [
    "ns-2: MX of foobar.com should be '10 mail.foobar.com.', and is '10 mail.foobar.com.', '20 spare.foobar.com.'.",
    'ns-2: TXT of foobar.com should have a time to live of 300 s, and has 600 s.',
    "ns-2: A of mail.foobar.com should be '192.0.2.25', and is '192.0.2.77'.",
  ],
  'dns.same-serial': ['ns-1 and ns-2 serve different versions: ns-1 is at 1; ns-2 is at 2.'],
  'dns.software-hidden': [
    'ns-2 tells strangers its version.bind: "Knot DNS 3.4.6".',
    'ns-2 tells strangers its version.server: "Knot DNS 3.4.6".',
    'ns-2 tells strangers its hostname.bind: "vm".',
    'ns-2 tells strangers its id.server: "vm".',
  ],
  'dns.transfer-refused': [
    'ns-2 gave AXFR of the zone to a stranger: 14 records.',
    'ns-2 gave IXFR of the zone to a stranger: 14 records.',
  ],
  'dns.unknown-name': [
    "ns-2 should know no smartx-knows-no-such-name.foobar.com (NXDOMAIN), and answers NOERROR, A '192.0.2.77'.",
  ],
};

describe.each(promises)('$id', (promise) => {
  const answers = captured('dns', promise.id.replace('dns.', ''));

  test('is kept by a lab that is well', () => {
    expect(promise.questions).toHaveLength(answers.kept!.length);
    expect(promise.judge(answers.kept!)).toMatchObject({ outcome: 'kept', evidence: expect.stringContaining('ns-2') });
  });

  const expected = faults[promise.id];
  if (expected !== undefined) {
    test('is broken by a server that is wrong', () => {
      expect(promise.judge(answers.broken!)).toMatchObject({ outcome: 'broken', faults: expected });
    });
  }

  test('is broken by a server that is down', () => {
    const said = promise.id === 'dns.nothing-undeclared' ? 'knotc cannot read the zone' : 'connection refused.';
    expect(promise.judge(answers.down!)).toMatchObject({
      outcome: 'broken',
      faults: [expect.stringMatching(new RegExp(`^ns-2.*${said}`))],
    });
  });

  test('is not known when nobody could ask', () => {
    expect(promise.judge(silence(promise))).toMatchObject({ outcome: 'unchecked' });
  });

  if (promise.id !== 'dns.nothing-undeclared') {
    test('is not known without dig', () => {
      const reason = 'dig is not installed where the question is asked.';
      expect(promise.judge(missing(promise))).toEqual({ outcome: 'unchecked', reason });
    });
  }
});

describe('dns.recursion-refused', () => {
  const promise = promiseOf(promises, 'dns.recursion-refused');
  const { kept } = captured('dns', 'recursion-refused');

  test('is broken by the offer alone', () => {
    expect(promise.judge(edited(kept!, 'flags: qr aa rd;', 'flags: qr aa rd ra;'))).toMatchObject({
      outcome: 'broken',
      faults: ['ns-1 offers recursion to strangers (ra flag).', 'ns-2 offers recursion to strangers (ra flag).'],
    });
  });

  test('is broken by any answer but a refusal', () => {
    expect(promise.judge(edited(kept!, 'REFUSED', 'SERVFAIL'))).toMatchObject({
      outcome: 'broken',
      faults: [
        'ns-1 should refuse www.example.net, and answers SERVFAIL.',
        'ns-2 should refuse www.example.net, and answers SERVFAIL.',
      ],
    });
  });

  test('asks for a name that is not ours', () => {
    const [first] = promiseOf(
      deriveDnsPromises(sampleSubject({ domain: 'example.net', dns: {} })),
      promise.id,
    ).questions;
    expect(first!.argv).toContain('www.example.org.');
  });
});

test('authority is the aa flag, not only the right records', () => {
  for (const id of ['dns.authoritative', 'dns.records-as-declared', 'dns.unknown-name']) {
    const { kept } = captured('dns', id.replace('dns.', ''));
    const verdict = promiseOf(promises, id).judge(edited(kept!, 'flags: qr aa;', 'flags: qr;'));
    expect(verdict).toMatchObject({ outcome: 'broken' });
    expect(JSON.stringify(verdict)).toContain('without authority');
  }
});

test('an answer over UDP does not stand for one over TCP', () => {
  const { kept } = captured('dns', 'records-over-tcp');
  expect(promiseOf(promises, 'dns.records-over-tcp').judge(edited(kept!, '(TCP)', '(UDP)'))).toMatchObject({
    faults: ['ns-1 was not asked over TCP.', 'ns-2 was not asked over TCP.'],
  });
});

test('a missing answer among many is named', () => {
  const { kept } = captured('dns', 'records-as-declared');
  const without = edited(kept!, ';foobar.com.\t\t\tIN\tCAA', ';other.example.\t\t\tIN\tCAA');
  expect(promiseOf(promises, 'dns.records-as-declared').judge(without)).toMatchObject({
    faults: [
      'ns-1 does not answer when asked for CAA of foobar.com.',
      'ns-2 does not answer when asked for CAA of foobar.com.',
    ],
  });
});

describe('what is asked', () => {
  const scriptOf = (records: readonly { name: string; type: string; value: string }[]) => {
    const derived = deriveDnsPromises(sampleSubject({ dns: { records } as never }));
    return promiseOf(derived, 'dns.records-as-declared').questions[0]!.input!;
  };

  test('zones of others are asked for at their top alone', () => {
    const script = scriptOf([
      { name: 'sub', type: 'NS', value: 'ns.sub.foobar.com.' },
      { name: 'ns.sub', type: 'A', value: '192.0.2.53' },
    ]);
    expect(script).toContain('@10.213.0.11 sub.foobar.com. NS\n');
    expect(script).not.toContain('ns.sub.foobar.com.');
  });

  test('of a large zone, some from everywhere', () => {
    const script = scriptOf(
      Array.from({ length: 2_000 }, (_, index) => ({ name: `h${index}`, type: 'A', value: '192.0.2.1' })),
    );
    expect(script.split('\n').filter((line) => line.startsWith('@'))).toHaveLength(500);
    expect(script).toContain('@10.213.0.11 foobar.com. A\n');
  });

  test('an unknown name is one that no wildcard covers', () => {
    const records = [{ name: '*', type: 'A', value: '192.0.2.1' }] as const;
    const derived = deriveDnsPromises(sampleSubject({ dns: { records } }));
    const [question] = promiseOf(derived, 'dns.unknown-name').questions;
    expect(question!.argv).toContain('smartx-knows-no-such-name.ns1.foobar.com.');
  });

  test('one name server alone has nobody to differ from', () => {
    const environments = { lab: { provider: 'lab', dns: 1, redundancy: false } } as const;
    const ids = deriveDnsPromises(sampleSubject({ environments })).map(({ id }) => id);
    expect(ids).not.toContain('dns.same-serial');
    expect(ids).toContain('dns.authoritative');
  });
});

test('parseDig reads every message', () => {
  const text = captured('dns', 'unknown-name').kept!.map((answer) => (answer.kind === 'answered' ? answer.stdout : ''));
  expect(parseDig(text.join('\n'))).toHaveLength(2);
  expect(parseDig(text[0]!)[0]).toEqual({
    status: 'NXDOMAIN',
    flags: ['qr', 'aa'],
    question: { name: 'smartx-knows-no-such-name.foobar.com', type: 'A' },
    answer: [],
    authority: [
      {
        name: 'foobar.com',
        ttlSeconds: 300,
        type: 'SOA',
        data: 'ns1.foobar.com. hostmaster.foobar.com. 1 3600 600 1209600 300',
      },
    ],
    transport: 'UDP',
  });
});
