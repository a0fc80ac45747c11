import { expect, test } from 'vitest';
import { probeQuestion } from '../../../src/promises/firewall/probe-question.ts';
import { readProbeResults } from '../../../src/promises/firewall/probe-results.ts';
import type { Probe } from '../../../src/promises/firewall/probes.ts';
import { describeLab } from '../../obstacles.ts';
import { answerAfter, until } from './empty-network.ts';
import { subject } from './sample.ts';

const [host] = subject.platform.hosts;
const [flow] = subject.platform.flows;

function probe(protocol: 'tcp' | 'udp', address: string, port: number, isWanted = false): Probe {
  const [source, target] = [{ kind: 'outside' }, { kind: 'private', host: host! }] as const;
  return { source, target, address, protocol, port, flow: isWanted ? flow : undefined, isListenedOn: true };
}

/** A listener, and a name server that answers anything; in a kernel with rules of ours, on loopback. */
const prepare = `
ip link set lo up
nft -f /dev/stdin <<'END'
table inet t {
  chain input {
    type filter hook input priority 0; policy accept;
    ip daddr 127.0.0.3 reject with icmpx admin-prohibited
    ip daddr 127.0.0.4 drop
  }
}
END
perl -MSocket -e '
  alarm 20;
  socket my $tcp, PF_INET, SOCK_STREAM, 0; bind $tcp, pack_sockaddr_in 4000, INADDR_ANY or die; listen $tcp, 9;
  socket my $udp, PF_INET, SOCK_DGRAM, 0; bind $udp, pack_sockaddr_in 53, inet_aton q(127.0.0.2) or die;
  my $from = recv $udp, my $question, 512, 0; send $udp, $question, 0, $from; sleep 20;
' > /dev/null 2>&1 &
${until('ss -Hlnt | grep -q :4000')}
`.trim();

describeLab('connections that a real kernel answers', () => {
  test('each ending has its name', async () => {
    const cases: readonly (readonly [Probe, string])[] = [
      [probe('udp', '127.0.0.2', 53, true), 'open'],
      [probe('udp', '127.0.0.2', 161), 'closed'],
      [probe('udp', '127.0.0.3', 161), 'rejected'],
      [probe('udp', '127.0.0.4', 161), 'silent'],
      [probe('tcp', '127.0.0.2', 4000, true), 'open'],
      [probe('tcp', '127.0.0.2', 4001), 'closed'],
      [probe('tcp', '127.0.0.3', 4000), 'rejected'],
      [probe('tcp', '127.0.0.4', 4000), 'silent'],
      [probe('tcp', '127.0.0.1', 4000), 'own'],
      [probe('tcp', '192.0.2.1', 4000), 'no-route'],
    ];
    const question = probeQuestion(
      { kind: 'outside' },
      'foobar.com',
      cases.map(([one]) => one),
      ['192.0.2.1'],
    );
    const results = readProbeResults(await answerAfter(prepare, question));
    if (!results.ok) throw new Error(results.reason);
    expect(cases.map(([one]) => results.of(one))).toEqual(cases.map(([, result]) => result));
    expect(results.of({ protocol: 'tcp6', address: '192.0.2.1', port: 22 })).toBe('absent');
  });

  test('what has to be open is tried once more', async () => {
    // Whoever comes late is let in late: the rule is taken away after the first try.
    const late = `${prepare}\n(sleep 2.5; nft flush table inet t) > /dev/null 2>&1 &`;
    const probes = [probe('tcp', '127.0.0.4', 4000, true), probe('tcp', '127.0.0.4', 4001)];
    const results = readProbeResults(await answerAfter(late, probeQuestion({ kind: 'outside' }, 'a.b', probes, [])));
    if (!results.ok) throw new Error(results.reason);
    expect(probes.map((one) => results.of(one))).toEqual(['open', 'silent']);
  });

  test('more connections than a process may have files', async () => {
    const probes = Array.from({ length: 1_300 }, (_, index) => probe('tcp', '127.0.0.2', 5_000 + index));
    const results = readProbeResults(await answerAfter(prepare, probeQuestion({ kind: 'outside' }, 'a.b', probes, [])));
    if (!results.ok) throw new Error(results.reason);
    expect(new Set(probes.map((one) => results.of(one)))).toEqual(new Set(['closed']));
  });
});

test('a line of another form is not taken for a result', () => {
  const stdout = 'tcp 10.0.0.1 22 open\ntcp 10.0.0.1 23 perhaps\nperl: warning\n';
  const results = readProbeResults({ kind: 'answered', exitCode: 0, stdout, stderr: '' });
  if (!results.ok) throw new Error(results.reason);
  expect(results.of({ protocol: 'tcp', address: '10.0.0.1', port: 22 })).toBe('open');
  expect(results.of({ protocol: 'tcp', address: '10.0.0.1', port: 23 })).toBe('error: it was not tried');
});
