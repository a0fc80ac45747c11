import { expect, test } from 'vitest';
import { deriveConnectionPromises } from '../../../src/promises/firewall/connections.ts';
import { deriveFirewallPromises } from '../../../src/promises/firewall/promises.ts';
import type { Answer, Verdict } from '../../../src/promises/promise.ts';
import { promiseOf } from '../captured.ts';
import { answersWith, subject, tries } from './sample.ts';

const [flowsOpen, nothingElseOpen] = deriveConnectionPromises(tries);
const linkLocal = promiseOf(deriveFirewallPromises(subject), 'firewall.ipv6-refused');
const faultsOf = (verdict: Verdict) => (verdict.outcome === 'broken' ? verdict.faults : verdict.outcome);

test('both promises, and the one about IPv6, ask the same questions, which are then asked once', () => {
  expect(nothingElseOpen.questions).toEqual(flowsOpen.questions);
  expect(linkLocal.questions).toEqual(flowsOpen.questions);
  expect(flowsOpen.questions.map(({ from }) => (from.kind === 'host' ? from.host : from.kind))).toEqual([
    ...subject.platform.hosts.map(({ name }) => name),
    'outside',
  ]);
});

test('a platform that is well keeps them, with the number of connections', () => {
  const answers = answersWith({});
  expect(flowsOpen.judge(answers)).toMatchObject({
    outcome: 'kept',
    evidence: expect.stringMatching(/^(9|10)\d connections open, tried from 10 hosts and from outside$/),
  });
  expect(nothingElseOpen.judge(answers)).toMatchObject({
    outcome: 'kept',
    evidence: expect.stringMatching(/^[3-9]\d{3} connections refused, tried from 10 hosts and from outside$/),
  });
  expect(linkLocal.judge(answers)).toMatchObject({ outcome: 'kept', evidence: expect.stringMatching(/^106 ways/) });
});

test('the address that the asking host holds itself is not judged', () => {
  const answers = answersWith({ 'lb-1: tcp 10.213.0.10 443': 'own', 'lb-1: tcp 10.213.0.10 22': 'own' });
  expect(flowsOpen.judge(answers).outcome).toBe('kept');
  expect(nothingElseOpen.judge(answers).outcome).toBe('kept');
});

test.each([
  ['rejected', 'refused, should be open'],
  ['silent', 'no answer, should be open'],
  ['no-route', 'no route, should be open'],
  ['closed', 'passes the firewall but nobody listens, should be open'],
])('a flow that ends %s is named', (result, seen) => {
  const answers = answersWith({ 'web-1: tcp 10.214.0.91 3306': result });
  expect(faultsOf(flowsOpen.judge(answers))).toEqual([`web-1 -> db-1 tcp 3306 (queries): ${seen}`]);
  expect(nothingElseOpen.judge(answers).outcome).toBe('kept');
});

test('a name server that does not answer datagrams breaks a flow', () => {
  const answers = answersWith({ 'outside: udp 10.213.0.11 53': 'silent', 'mon-1: udp 10.214.0.11 53': 'closed' });
  expect(faultsOf(flowsOpen.judge(answers))).toEqual([
    'mon-1 -> ns-1 udp 53 (probes of the zone): passes the firewall but nobody listens, should be open',
    'outside -> ns-1 (public) udp 53 (questions about the zone): no answer, should be open',
  ]);
});

test.each([
  ['outside: tcp 10.213.0.21 8405', 'open', 'outside -> lb-1 (public) tcp 8405: connects, no flow allows it'],
  ['outside: tcp 10.213.0.10 22', 'open', 'outside -> the virtual address tcp 22: connects, no flow allows it'],
  ['outside: tcp 10.214.0.91 3306', 'open', 'outside -> db-1 tcp 3306: connects, no flow allows it'],
  ['web-1: udp 10.214.0.11 53', 'open', 'web-1 -> ns-1 udp 53: answers, no flow allows it'],
  [
    'ns-1: tcp 10.214.0.31 6379',
    'closed',
    'ns-1 -> web-1 tcp 6379: passes the firewall (nobody listens), no flow allows it',
  ],
  ['ns-1: tcp 10.214.0.31 6379', 'error: too many', 'ns-1 -> web-1 tcp 6379: cannot be told (error: too many)'],
])('%s that is %s is a hole', (key, result, fault) => {
  const answers = answersWith({ [key]: result });
  expect(faultsOf(nothingElseOpen.judge(answers))).toEqual([fault]);
  expect(flowsOpen.judge(answers).outcome).toBe('kept');
});

test('what is wrong in the same way is said once', () => {
  const answers = answersWith({
    'web-1: tcp 10.214.0.92 23': 'closed',
    'web-1: tcp 10.214.0.92 443': 'closed',
    'ns-2: tcp 10.214.0.92 23': 'closed',
    'ns-2: tcp 10.214.0.92 443': 'closed',
    'ns-2: tcp 10.214.0.92 9200': 'open',
  });
  expect(faultsOf(nothingElseOpen.judge(answers))).toEqual([
    'ns-2 and web-1 -> db-2 tcp 23, 443: passes the firewall (nobody listens), no flow allows it',
    'ns-2 -> db-2 tcp 9200: connects, no flow allows it',
  ]);
});

test('over IPv6 nothing may connect, and nothing may be reset', () => {
  const answers = answersWith({ 'db-1: tcp6 10.214.0.31 22': 'open', 'outside: tcp6 10.213.0.21 3306': 'closed' });
  expect(faultsOf(linkLocal.judge(answers))).toEqual([
    'db-1 -> web-1 tcp 22: connects over IPv6, no flow allows it',
    'outside -> lb-1 (public) tcp 3306: passes the firewall over IPv6, no flow allows it',
  ]);
});

test('without IPv6 nothing is known about it', () => {
  const none = answersWith({}).map((answer) =>
    answer.kind === 'answered'
      ? { ...answer, stdout: answer.stdout.replace(/^(tcp6 .*) \S+$/gm, '$1 absent') }
      : answer,
  );
  expect(linkLocal.judge(none)).toEqual({
    outcome: 'unchecked',
    reason: 'No host was found to have an IPv6 address.',
  });
});

test.each<[string, Answer, string]>([
  ['nobody is there', { kind: 'silent', reason: 'no route to host' }, 'no route to host'],
  [
    'perl is missing',
    { kind: 'answered', exitCode: 127, stdout: '', stderr: 'sh: 1: perl: not found\n' },
    'perl ended with exit code 127: sh: 1: perl: not found',
  ],
])('a host that cannot try keeps no promise: %s', (_what, answer, reason) => {
  const answers = [answer, ...answersWith({}).slice(1)];
  for (const promise of [flowsOpen, nothingElseOpen, linkLocal]) {
    expect(faultsOf(promise.judge(answers))).toEqual([`db-1 could not try its connections: ${reason}`]);
  }
});

test('a list that was cut short proves nothing', () => {
  const [first, ...rest] = answersWith({});
  const cut = { kind: 'answered', exitCode: 0, stdout: 'tcp 10.214.0.92 3306 open\n', stderr: '' } as const;
  expect(first?.kind).toBe('answered');
  for (const promise of [flowsOpen, nothingElseOpen, linkLocal])
    expect(promise.judge([cut, ...rest]).outcome).toBe('broken');
});
