import { describe, expect, test } from 'vitest';
import { deriveHostPromises } from '../../../src/promises/host/promises.ts';
import type { HostObservation, ListeningSocket } from '../../../src/promises/observation.ts';
import { parseSockets } from '../../../src/promises/parse-sockets.ts';
import type { Answer, Subject, Verdict } from '../../../src/promises/promise.ts';
import { promiseOf } from '../captured.ts';
import { subject } from '../firewall/sample.ts';

/** What ss, systemctl and the clock of ns-1 and lb-1 said in a lab. */
const sockets: Readonly<Record<string, string>> = {
  'ns-1': `udp UNCONN 0      0      10.214.0.11:53   0.0.0.0:* users:(("knotd",pid=200,fd=10))
udp UNCONN 0      0      10.214.0.11:53   0.0.0.0:* users:(("knotd",pid=200,fd=9))
udp UNCONN 0      0      10.213.0.11:53   0.0.0.0:* users:(("knotd",pid=200,fd=7))
udp UNCONN 0      0      10.213.0.11:53   0.0.0.0:* users:(("knotd",pid=200,fd=6))
tcp LISTEN 0      10     10.214.0.11:53   0.0.0.0:* users:(("knotd",pid=200,fd=11))
tcp LISTEN 0      10     10.213.0.11:53   0.0.0.0:* users:(("knotd",pid=200,fd=8))
tcp LISTEN 0      4096   10.214.0.11:9100 0.0.0.0:* users:(("prometheus-node",pid=222,fd=3))
tcp LISTEN 0      4096   10.214.0.11:9115 0.0.0.0:* users:(("prometheus-blac",pid=223,fd=3))
tcp LISTEN 0      128        0.0.0.0:22   0.0.0.0:* users:(("sshd",pid=39,fd=6))
tcp LISTEN 0      128           [::]:22      [::]:* users:(("sshd",pid=39,fd=7))
`,
  'mon-1': `tcp LISTEN 0      10     10.214.0.121:2514 0.0.0.0:* users:(("rsyslogd",pid=221,fd=6))
tcp LISTEN 0      4096      127.0.0.1:3903 0.0.0.0:* users:(("mtail",pid=220,fd=3))
tcp LISTEN 0      4096   10.214.0.121:9115 0.0.0.0:* users:(("prometheus-blac",pid=217,fd=3))
tcp LISTEN 0      128         0.0.0.0:22   0.0.0.0:* users:(("sshd",pid=38,fd=6))
tcp LISTEN 0      511       127.0.0.1:443  0.0.0.0:* users:(("nginx",pid=277,fd=4),("nginx",pid=253,fd=4))
tcp LISTEN 0      511    10.214.0.121:443  0.0.0.0:* users:(("nginx",pid=277,fd=3),("nginx",pid=253,fd=3))
tcp LISTEN 0      4096      127.0.0.1:9090 0.0.0.0:* users:(("prometheus",pid=219,fd=6))
tcp LISTEN 0      4096   10.214.0.121:9100 0.0.0.0:* users:(("prometheus-node",pid=218,fd=3))
tcp LISTEN 0      4096   10.214.0.121:9093 0.0.0.0:* users:(("prometheus-aler",pid=221,fd=7))
tcp LISTEN 0      128            [::]:22      [::]:* users:(("sshd",pid=38,fd=7))
`,
};
const units = `knot.service                             loaded    active   running   Knot DNS server
prometheus-blackbox-exporter.service     loaded    active   running   Blackbox exporter for Prometheus
prometheus-node-exporter.service         loaded    active   running   Prometheus exporter for machine metrics
smartx-certificate-metrics.service       loaded    inactive dead      Metrics of the certificates between hosts
smartx-firewall.service                  loaded    active   exited    Smartx: firewall of this host
smartx-logs.service                      loaded    active   running   Logs of this host for monitoring hosts (rsyslog)
smartx-knot-metrics.service              loaded    active   running   Metrics of Knot DNS
ssh.service                              loaded    active   running   OpenBSD Secure Shell server
sshd-keygen.service                      masked    inactive dead      sshd-keygen.service
systemd-journald.service                 loaded    active   running   Journal Service
systemd-sysctl.service                   loaded    active   exited    Apply Kernel Variables
ssh.socket                               loaded    inactive dead      OpenBSD Secure Shell server socket
`;

const asCompiled = (host: string) => ({
  host,
  steps: [],
  missing: { packages: [], runtimes: [] },
  loads: [],
  basedOn: '',
});
const observed = (host: string, more: Partial<HostObservation> = {}): HostObservation => ({
  sockets: parseSockets(sockets[host] ?? ''),
  plan: asCompiled(host),
  ...more,
});

/** The sample platform with only these hosts, of which the first was seen as told. */
function subjectOf(names: readonly string[], seen: HostObservation | undefined): Subject {
  const platform = { ...subject.platform, hosts: subject.platform.hosts.filter(({ name }) => names.includes(name)) };
  const manifests = subject.manifests.filter(({ host }) => names.includes(host));
  return { ...subject, platform, manifests, observations: new Map(seen === undefined ? [] : [[names[0]!, seen]]) };
}

const judged = (id: string, of: Subject, answers: readonly Answer[] = []): Verdict =>
  promiseOf(deriveHostPromises(of), id).judge(answers);
const faultsOf = (verdict: Verdict) => (verdict.outcome === 'broken' ? verdict.faults : verdict.outcome);
const said = (stdout: string): Answer => ({ kind: 'answered', exitCode: 0, stdout, stderr: '' });
const silent: Answer = { kind: 'silent', reason: 'no route to host' };

describe('listeners', () => {
  const id = 'host.listeners-as-declared';
  const withSockets = (host: string, ...more: readonly ListeningSocket[]) =>
    subjectOf([host], observed(host, { sockets: [...parseSockets(sockets[host]!), ...more] }));
  const without = (host: string, pattern: RegExp) =>
    subjectOf([host], observed(host, { sockets: parseSockets(sockets[host]!.replace(pattern, '')) }));

  test.each(['ns-1', 'mon-1'])('those of %s are all declared', (host) => {
    expect(judged(id, withSockets(host)).outcome).toBe('kept');
  });

  test.each<[ListeningSocket, string]>([
    [
      { protocol: 'tcp', address: '0.0.0.0', port: 31_337, process: 'python3' },
      'ns-1: python3 listens on tcp 0.0.0.0:31337, which nothing declares',
    ],
    [
      { protocol: 'udp', address: '::', port: 5353, process: undefined },
      'ns-1: somebody listens on udp [::]:5353, which nothing declares',
    ],
    [
      { protocol: 'tcp', address: '127.0.0.1', port: 6379, process: 'redis-server' },
      'ns-1: redis-server listens on tcp 127.0.0.1:6379, which nothing declares',
    ],
    [
      { protocol: 'tcp', address: '10.213.0.11', port: 9100, process: 'prometheus-node' },
      'ns-1: prometheus-node listens on tcp 10.213.0.11:9100, which nothing declares',
    ],
    [
      { protocol: 'tcp', address: '10.214.0.11', port: 9100, process: 'nc' },
      'ns-1: nc listens on tcp 10.214.0.11:9100, which is for prometheus-node',
    ],
    [
      { protocol: 'udp', address: '0.0.0.0', port: 323, process: 'chronyd' },
      'ns-1: chronyd listens on udp 0.0.0.0:323, which nothing declares',
    ],
  ])('a stranger: %o', (socket, fault) => {
    expect(faultsOf(judged(id, withSockets('ns-1', socket)))).toEqual([fault]);
  });

  test.each<[string, ListeningSocket]>([
    ['the address', { protocol: 'udp', address: '10.214.0.11', port: 68, process: 'systemd-network' }],
    ['the time', { protocol: 'udp', address: '127.0.0.1', port: 323, process: 'chronyd' }],
    ['names', { protocol: 'tcp', address: '127.0.0.53', port: 53, process: 'systemd-resolve' }],
  ])('the operating system may care for %s', (_what, socket) => {
    expect(judged(id, withSockets('ns-1', socket)).outcome).toBe('kept');
  });

  test('who should listen and does not is missed', () => {
    expect(faultsOf(judged(id, without('mon-1', /^.*:9115.*\n/m)))).toEqual([
      'mon-1: nobody listens on tcp 10.214.0.121:9115, prometheus-blac should',
    ]);
    expect(faultsOf(judged(id, without('ns-1', /^udp.*10[.]213.*\n/gm)))).toEqual([
      'ns-1: nobody listens on udp 10.213.0.11:53, knotd should',
    ]);
  });

  test('sshd on one of both families is enough', () => {
    expect(judged(id, without('ns-1', /^.*\[::\]:22.*\n/m)).outcome).toBe('kept');
    expect(faultsOf(judged(id, without('ns-1', /^.*:22 .*\n/gm)))).toEqual([
      'ns-1: nobody listens on tcp 0.0.0.0:22, sshd should',
    ]);
  });

  test('a host that was not seen keeps nothing', () => {
    expect(faultsOf(judged(id, subjectOf(['ns-1'], undefined)))).toEqual([
      'ns-1 did not answer when it was asked who listens',
    ]);
  });
});

describe('configuration', () => {
  const id = 'host.configuration-as-compiled';

  test('nothing to apply is no drift', () => {
    expect(judged(id, subjectOf(['ns-1'], observed('ns-1')))).toMatchObject({
      outcome: 'kept',
      evidence: expect.stringMatching(/^\d+ files and \d+ units of 1 hosts compared$/),
    });
  });

  test('every difference is named with its reason', () => {
    const plan: HostObservation['plan'] = {
      ...asCompiled('ns-1'),
      steps: [
        {
          ...{ kind: 'file', path: '/etc/knot/knot.conf', action: 'change', secret: true },
          ...{ reason: 'its content differs', disruption: 'none' },
        },
        {
          ...{ kind: 'unit', unit: 'knot.service', action: 'restart', order: 80, waits: true },
          ...{ reason: '/etc/knot/knot.conf changes', disruption: 'restart' },
        },
      ],
    };
    expect(faultsOf(judged(id, subjectOf(['ns-1'], observed('ns-1', { plan }))))).toEqual([
      'ns-1 differs, an apply would change /etc/knot/knot.conf: its content differs',
      'ns-1 differs, an apply would restart knot.service: /etc/knot/knot.conf changes',
    ]);
  });

  test('a host that was not seen keeps nothing', () => {
    expect(faultsOf(judged(id, subjectOf(['ns-1'], undefined)))).toEqual([
      'ns-1 did not answer when it was compared with what was compiled',
    ]);
  });
});

describe('units', () => {
  const id = 'host.units-active';
  const of = subjectOf(['ns-1'], undefined);

  test('all services active, none failed', () => {
    expect(judged(id, of, [said(units)])).toEqual({ outcome: 'kept', evidence: '8 services on 1 hosts' });
  });

  test.each([
    ['reloading', 'knot.service loaded reloading reload', 'kept'],
    ['stopped', 'knot.service loaded inactive dead', ['ns-1: knot.service should be active, but is inactive (dead)']],
    [
      'starting again and again',
      'knot.service loaded activating auto-restart',
      ['ns-1: knot.service should be active, but is activating (auto-restart)'],
    ],
    ['failed', 'knot.service loaded failed failed', ['ns-1: knot.service has failed']],
    ['not known', 'other.service loaded active running', ['ns-1: knot.service should be active, but is not loaded']],
  ])('a service that is %s', (_what, line, expected) => {
    expect(faultsOf(judged(id, of, [said(units.replace(/^knot[.]service.*$/m, line))]))).toEqual(expected);
  });

  test('a unit that is not ours may not have failed either, nor what runs once', () => {
    const more = `${units}certbot.service loaded failed failed Certbot\n`.replace(
      /^systemd-sysctl[.]service.*$/m,
      'systemd-sysctl.service loaded failed failed Apply Kernel Variables',
    );
    expect(faultsOf(judged(id, of, [said(more)]))).toEqual([
      'ns-1: systemd-sysctl.service has failed',
      'ns-1: certbot.service has failed',
    ]);
  });

  test('silence keeps nothing', () => {
    expect(judged(id, of, [silent]).outcome).toBe('broken');
  });
});

describe('clock', () => {
  const id = 'host.clock-synchronised';
  const of = subjectOf(['lb-1', 'ns-1'], undefined);

  test.each<[string, readonly string[], unknown]>([
    ['servers in sync', ['none\nyes\n', 'none\nyes\n'], { outcome: 'kept', evidence: 'synchronised' }],
    ['containers of a machine in sync', ['systemd-nspawn\nyes\n', 'systemd-nspawn\nyes\n'], { outcome: 'kept' }],
    [
      'a server that nothing keeps in sync',
      ['none\nyes\n', 'none\nno\n'],
      { outcome: 'broken', faults: ['ns-1: nothing keeps its clock in sync (NTPSynchronized=no)'] },
    ],
    [
      'containers of a machine that nothing keeps in sync',
      ['systemd-nspawn\nno\n', 'systemd-nspawn\nno\n'],
      { outcome: 'unchecked', reason: expect.stringMatching(/^2 of 2 hosts cannot set their clock/) },
    ],
    [
      'a server out of sync among containers',
      ['systemd-nspawn\nno\n', 'none\nno\n'],
      { outcome: 'broken', faults: ['ns-1: nothing keeps its clock in sync (NTPSynchronized=no)'] },
    ],
    [
      'no answer to the question',
      ['none\n\n', 'none\nyes\n'],
      { outcome: 'broken', faults: ['lb-1 does not say whether its clock is synchronised'] },
    ],
  ])('%s', (_what, outputs, verdict) => {
    expect(judged(id, of, outputs.map(said))).toMatchObject(verdict as object);
  });

  test('silence keeps nothing', () => {
    expect(judged(id, of, [said('none\nyes\n'), silent]).outcome).toBe('broken');
  });
});
