import { expect, test } from 'vitest';
import { probeQuestion } from '../../../src/promises/firewall/probe-question.ts';
import { readProbeResults } from '../../../src/promises/firewall/probe-results.ts';
import type { Probe } from '../../../src/promises/firewall/probes.ts';
import { describeLab } from '../../obstacles.ts';
import { answerAfter, until } from './empty-network.ts';
import { subject } from './sample.ts';

/**
 * Two network namespaces on one cable. The neighbour has an sshd of sorts on IPv6 alone, and lets pass what it is told
 * to. Duplicate address detection would keep its address from being used for two seconds.
 */
const prepare = (rule: string) => `
unshare --net sleep 20 > /dev/null 2>&1 &
peer=$!
${until('[ "$(readlink /proc/$peer/ns/net)" != "$(readlink /proc/$$/ns/net)" ]')}
ip link add name near0 type veth peer name far0
ip link set far0 netns $peer
echo 0 > /proc/sys/net/ipv6/conf/near0/accept_dad
ip address add 10.9.0.1/24 dev near0
ip link set near0 up
nsenter --net=/proc/$peer/ns/net sh -e <<'END'
echo 0 > /proc/sys/net/ipv6/conf/far0/accept_dad
ip address add 10.9.0.2/24 dev far0
ip link set far0 up
nft 'table inet t { chain input { type filter hook input priority 0; policy accept; ${rule} }; }'
perl -e '
  use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6);
  alarm 20;
  socket my $tcp, PF_INET6, SOCK_STREAM, 0; bind $tcp, pack_sockaddr_in6 22, inet_pton AF_INET6, "::" or die;
  listen $tcp, 9; sleep 20;
' > /dev/null 2>&1 &
${until('ss -Hlnt | grep -q :22')}
END
`;

const [host] = subject.platform.hosts;
const probe = { source: { kind: 'outside' }, target: { kind: 'private', host: host! }, isListenedOn: true } as const;
const greeting: Probe = { ...probe, address: '10.9.0.2', protocol: 'tcp', port: 23, flow: undefined };

describeLab('a neighbour at the IPv6 address that its interface gives itself', () => {
  test.each([
    ['nothing refuses', '', ['open', 'closed', 'closed']],
    [
      'some of it is refused',
      'tcp dport 443 drop; tcp dport 3306 reject with icmpx admin-prohibited;',
      ['open', 'silent', 'rejected'],
    ],
    ['a firewall for IPv4 alone is none', 'ip protocol tcp drop;', ['open', 'closed', 'closed']],
    ['refused', 'tcp dport 1-65535 drop;', ['silent', 'silent', 'silent']],
  ])('%s', async (_what, rule, expected) => {
    const question = probeQuestion({ kind: 'outside' }, 'foobar.com', [greeting], ['10.9.0.2']);
    const results = readProbeResults(await answerAfter(prepare(rule), question));
    if (!results.ok) throw new Error(results.reason);
    const found = [22, 443, 3306].map((port) => results.of({ protocol: 'tcp6', address: '10.9.0.2', port }));
    expect(found).toEqual(expected);
  });

  test('one that is not there says nothing', async () => {
    const gone: Probe = { ...greeting, address: '10.9.0.3' };
    const question = probeQuestion({ kind: 'outside' }, 'foobar.com', [gone], ['10.9.0.3']);
    const results = readProbeResults(await answerAfter(prepare(''), question));
    if (!results.ok) throw new Error(results.reason);
    expect(results.of({ protocol: 'tcp6', address: '10.9.0.3', port: 22 })).toBe('absent');
  });
});
