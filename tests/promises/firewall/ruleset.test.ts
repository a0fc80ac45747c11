import { expect, test } from 'vitest';
import { deriveRulesetPromise } from '../../../src/promises/firewall/ruleset.ts';
import type { Verdict } from '../../../src/promises/promise.ts';
import { describeLab } from '../../obstacles.ts';
import { answerAfter } from './empty-network.ts';
import { subject } from './sample.ts';

const host = 'ns-1';
const manifest = subject.manifests.find((candidate) => candidate.host === host)!;
const promise = deriveRulesetPromise({ ...subject, manifests: [manifest] });
const [question] = promise.questions;
const ruleset = manifest.files.find(({ path }) => path === '/etc/smartx/firewall.nft')!.content;
const load = `nft -f /dev/stdin <<'END'\n${ruleset}END`;

async function verdictAfter(prepare: string): Promise<Verdict> {
  return promise.judge([await answerAfter(prepare, question!)]);
}

describeLab('rules in a kernel', () => {
  test('as compiled', async () => {
    expect(await verdictAfter(load)).toEqual({ outcome: 'kept', evidence: 'rules as compiled' });
  });

  test('a client that the meter remembers is no difference', async () => {
    const remembered =
      'nft add element inet smartx new_connections { 10.213.0.2 limit rate over 400/second burst 800 packets }';
    expect((await verdictAfter(`${load}\n${remembered}`)).outcome).toBe('kept');
  });

  test.each([
    [
      'a rule that was added by hand',
      'nft insert rule inet smartx input tcp dport 8405 accept',
      ['ns-1: a rule too many is loaded: tcp dport 8405 accept'],
    ],
    [
      'an address that was added to a set by hand',
      'nft add element inet smartx dns_private { 10.214.0.31 }',
      [
        'ns-1: a rule too many is loaded: elements = { 10.214.0.11, 10.214.0.12, 10.214.0.31 }',
        'ns-1: a compiled rule is not loaded: elements = { 10.214.0.11, 10.214.0.12 }',
      ],
    ],
    [
      'another policy',
      "nft chain inet smartx input '{ policy accept; }'",
      [
        'ns-1: a rule too many is loaded: type filter hook input priority filter; policy accept;',
        'ns-1: a compiled rule is not loaded: type filter hook input priority filter; policy drop;',
      ],
    ],
    ['no table', 'nft delete table inet smartx', ['ns-1: no firewall is loaded, the table inet smartx is missing']],
  ])('%s', async (_what, change, faults) => {
    expect(await verdictAfter(`${load}\n${change}`)).toMatchObject({ outcome: 'broken', faults });
  });

  test('an empty chain: some of the missing rules are named, the others counted', async () => {
    const verdict = await verdictAfter(`${load}\nnft flush chain inet smartx input`);
    expect(verdict.outcome === 'broken' && verdict.faults).toHaveLength(6);
    expect(verdict.outcome === 'broken' && verdict.faults.at(-1)).toMatch(/^ns-1: \d+ more lines differ$/);
  });
});

test('a host that does not answer keeps nothing', () => {
  expect(promise.judge([{ kind: 'silent', reason: 'no route to host' }])).toMatchObject({
    outcome: 'broken',
    faults: ['ns-1, asked for its firewall rules, did not answer: no route to host.'],
  });
});

test('an nft that cannot load the compiled rules is named with its error', () => {
  const stderr = '/dev/stdin:7:1-3: Error: syntax error, unexpected newline\n';
  const verdict = promise.judge([{ kind: 'answered', exitCode: 1, stdout: '', stderr }]);
  expect(verdict).toMatchObject({ outcome: 'broken', faults: [expect.stringContaining('syntax error')] });
});
