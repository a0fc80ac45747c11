import { describe, expect, test } from 'vitest';
import { deriveMonitoringPromises } from '../../../src/promises/monitoring/promises.ts';
import type { Answer, Subject } from '../../../src/promises/promise.ts';
import { judge, readCaptured, replace, subjectOf, testPromises } from '../inside.ts';
import { ruleAnswers } from './rule-answers.ts';

const captured = { ...readCaptured('monitoring'), ...ruleAnswers(subjectOf().platform) };

describe('what monitoring promises', () => {
  testPromises(deriveMonitoringPromises, captured, [
    {
      id: 'monitoring.alertmanager-loaded',
      title: 'a file that is newer than what was loaded',
      change: replace(/^changed \d+$/m, 'changed 1899999999'),
      fault: /The Alertmanager of mon-1 runs with an older configuration than the file/,
    },
    {
      id: 'monitoring.alertmanager-loaded',
      title: 'a file that amtool does not take',
      change: replace('check passed', 'check failed FAILED: yaml: line 3: field nonsense not found'),
      fault: /amtool on mon-1 should accept the configuration, and says: FAILED: yaml/,
    },
    {
      id: 'monitoring.alertmanager-loaded',
      title: 'a load that failed',
      change: replace('reload_successful 1', 'reload_successful 0'),
      fault: /its last attempt failed \(0\)/,
    },
    {
      id: 'monitoring.alerts-handed-over',
      title: 'an Alertmanager that is not known, and one that nobody declared',
      change: replace(':9093/', ':9999/'),
      fault: /should hand its alerts to https:\S+:9093\S+, and does not[\s\S]*:9999\S+, which nobody declared/,
    },
    {
      id: 'monitoring.alerts-seen',
      title: 'a rule that is not what it was when it fired',
      change: replace('for 30s', 'for 31s'),
      fault: /Nothing has made HostDown fire and clear on mon-1 as it is now: smartx drill alerts does/,
    },
    {
      id: 'monitoring.alerts-seen',
      title: 'rules that never fired',
      change: replace(/^[\s\S]*$/, '{}'),
      fault: /Nothing has made HostDown, .* fire and clear on mon-1 as they are now/,
    },
    {
      id: 'monitoring.alerts-seen',
      title: 'a file that is no file of ours',
      change: replace(/^[\s\S]*$/, '[1'),
      fault: /Nothing has made HostDown/,
    },
    {
      id: 'monitoring.rules-loaded',
      title: 'a rule that is missing',
      change: replace('"name":"HostDown"', '"name":"HostUp"'),
      fault: /should have the rule HostDown, and does not[\s\S]*has the rule HostUp, which nobody declared/,
    },
    {
      id: 'monitoring.configuration-loaded',
      title: 'a file that is newer than what was loaded',
      change: replace(/^changed \d+$/m, 'changed 1899999999'),
      fault: /The Prometheus of mon-1 runs with an older configuration than the file/,
    },
    {
      id: 'monitoring.configuration-loaded',
      title: 'a load that failed',
      change: replace('reload_successful 1', 'reload_successful 0'),
      fault: /its last attempt failed \(0\)/,
    },
    {
      id: 'monitoring.configuration-loaded',
      title: 'a file that promtool does not take',
      change: replace('check passed', 'check failed FAILED: yaml: line 3: mapping values are not allowed'),
      fault: /promtool on mon-1 should accept the configuration, and says: FAILED: yaml/,
    },
    {
      id: 'monitoring.dashboard-closed',
      title: 'a page that asks for no login',
      change: replace(
        /^HTTP\/1\.1 401 Unauthorized([\s\S]*?)--smartx-end-- 0 401/m,
        'HTTP/1.1 200 OK$1--smartx-end-- 0 200',
      ),
      fault: /The dashboard of mon-1 should answer 401 to \/, and answers 200/,
    },
    {
      id: 'monitoring.dashboard-closed',
      title: 'snapshots for everybody',
      change: replace(
        /^HTTP\/1\.1 404 Not Found([\s\S]*?)--smartx-end-- 0 404/m,
        'HTTP/1.1 200 OK$1--smartx-end-- 0 200',
      ),
      fault:
        /The dashboard of mon-1 should answer 404 to \/prometheus\/api\/v1\/admin\/tsdb\/snapshot, and answers 200/,
    },
    {
      id: 'monitoring.dashboard-closed',
      title: 'a certificate of somebody else',
      change: replace(
        /--smartx-end-- 0 200 *$/m,
        '--smartx-end-- 60 000 SSL certificate problem: self-signed certificate',
      ),
      fault: /should answer 200 to \/smartx-health, and gives no answer \(SSL certificate problem/,
    },
    {
      id: 'monitoring.dashboard-closed',
      title: 'a cookie for those who did not log in',
      change: replace('WWW-Authenticate', 'Set-Cookie: smartx_lab=token\r\nWWW-Authenticate'),
      fault: /should answer 401 to \/ without a cookie, and sets one/,
    },
    {
      id: 'monitoring.dashboard-closed',
      title: 'TLS 1.1',
      at: 1,
      change: () => ({
        ...{ kind: 'answered', exitCode: 0, stderr: '' },
        stdout: 'CONNECTED(00000003)\nNew, TLSv1.0, Cipher is ECDHE-ECDSA-AES256-SHA\n',
      }),
      fault: /The dashboard of mon-1 should refuse TLS 1.1, which is accepted/,
    },
    {
      id: 'monitoring.logs-arrive',
      title: 'a host whose line has not arrived',
      at: 10,
      change: replace(/^db-2 .*\n/m, ''),
      fault: /mon-1 should have the line that db-2 wrote into its journal/,
    },
    {
      id: 'monitoring.logs-arrive',
      title: 'a line that arrived as the line of another host',
      at: 10,
      change: replace(/^db-2 /m, 'db-1 '),
      fault: /mon-1 should have the line that db-2 wrote into its journal/,
    },
    {
      id: 'monitoring.logs-strangers-refused',
      title: 'a session without a certificate',
      change: replace('stranger refused', 'stranger taken'),
      fault: /mon-1 should refuse logs of a client without a certificate/,
    },
    {
      id: 'monitoring.logs-strangers-refused',
      title: 'nobody gets in',
      change: replace('host taken', 'host refused'),
      fault: /mon-1 should take logs of a host of the platform/,
    },
    {
      id: 'monitoring.requests-arrive',
      title: 'a request that is missing',
      at: 1,
      change: replace(/-each-4"/, '-other"'),
      fault: /mon-1 should have the lines about 6 requests, and has 5/,
    },
    {
      id: 'monitoring.requests-arrive',
      title: 'the whole address of a user',
      at: 1,
      change: replace('"client":"10.213.0.0"', '"client":"10.213.0.3"'),
      fault: /mon-1 should know a part of users' addresses only, and has 10\.213\.0\.3/,
    },
    {
      id: 'monitoring.probes-succeed',
      title: 'a probe that fails',
      change: replace(/("value":\[[\d.]+,)"1"\]/, '$1"0"]'),
      fault: /The probe of probe-\S+ \S+ \(\w+-\d\) by mon-1 should succeed, and fails/,
    },
    {
      id: 'monitoring.probes-succeed',
      title: 'a probe that nobody made',
      change: replace('"job":"probe-zone"},"value"', '"job":"probe-other"},"value"'),
      fault: /The probe of probe-zone .* has no outcome yet/,
    },
    {
      id: 'monitoring.probes-succeed',
      title: 'users do not reach the site, seen by a name server',
      change: replace(/("job":"probe-virtual-address"\},"value":\[[\d.]+,)"1"\]/, '$1"0"]'),
      fault: /The probe of probe-virtual-address https:\/\/\S+ \(ns-\d\) by mon-1 should succeed, and fails/,
    },
    {
      id: 'monitoring.rules-loaded',
      title: 'a rule of another name',
      change: replace('"name":"smartx:site_up"', '"name":"smartx:other"'),
      fault: /should have the rule smartx:site_up, and does not[\s\S]*has the rule smartx:other, which nobody declared/,
    },
    {
      id: 'monitoring.scrapes-refused',
      title: 'an exporter that wants no certificate',
      at: 8,
      change: replace(/^nginx none .*$/m, 'nginx none 200 0'),
      fault: /The exporter nginx on web-1 should refuse whoever has no certificate, and answers 200/,
    },
    {
      id: 'monitoring.scrapes-refused',
      title: 'an exporter that takes the certificate of any host',
      at: 8,
      change: replace(/^node own .*$/m, 'node own 200 0'),
      fault: /The exporter node on web-1 should refuse the certificate of web-1, and answers 200/,
    },
    {
      id: 'monitoring.scrapes-refused',
      title: 'an exporter that speaks plain HTTP to everybody',
      at: 8,
      change: (answer) => {
        const stdout = answer.stdout.replace(/^(node (?:none|own)) .*$/gm, '$1 000 35');
        return { ...answer, stdout: stdout.replace(/^node plain .*$/m, 'node plain 200 0') };
      },
      fault: /The exporter node on web-1 should show nothing without TLS, and answers 200/,
    },
    {
      id: 'monitoring.scrapes-refused',
      title: 'an exporter that is not there',
      at: 3,
      change: replace(/^haproxy own .*$/m, 'haproxy own 000 7'),
      fault: /The exporter haproxy on lb-1 should refuse the certificate of lb-1, and is not there \(curl: 7\)/,
    },
    {
      id: 'monitoring.scrapes-refused',
      title: 'a monitoring host that is refused',
      at: 5,
      change: replace(/^node own .*$/m, 'node own 000 56'),
      fault: /The exporter node on mon-1 should answer its own host, which watches, and refused/,
    },
    {
      id: 'monitoring.targets-as-declared',
      title: 'an exporter that is not watched',
      change: replace(/"instance":"10\.214\.0\.91:9104","job":"mysql"/, '"instance":"10.214.0.99:9104","job":"mysql"'),
      fault: /mon-1 should watch mysql 10\.214\.0\.91:9104 \(db-1\)[\s\S]*mon-1 watches mysql 10\.214\.0\.99:9104/,
    },
    {
      id: 'monitoring.targets-up',
      title: 'a target that is down',
      change: replace(/"lastError":""([^}]*)"health":"up"/, '"lastError":"connection refused"$1"health":"down"'),
      fault:
        /mon-1 should get measurements of alertmanager 10\.214\.0\.121:9093 \(mon-1\), and the last scrape failed: connection refused/,
    },
    {
      id: 'monitoring.targets-up',
      title: 'an answer of something else',
      change: replace('"status":"success"', '"status":"error"'),
      fault: /answers with something else than its API/,
    },
  ]);

  test('without a monitoring host, nothing is promised', () => {
    const subject = subjectOf();
    const hosts = subject.platform.hosts.filter((host) => !host.roles.includes('monitoring'));
    expect(deriveMonitoringPromises({ ...subject, platform: { ...subject.platform, hosts } })).toEqual([]);
  });

  test('without rules, none are promised to load', () => {
    expect(judge(deriveMonitoringPromises, withRules(), 'monitoring.rules-loaded', []).outcome).toBe('unchecked');
  });

  test('an exporter of Debian 12 cannot tell who asks, and nothing is said of it', () => {
    const id = 'monitoring.scrapes-refused';
    const answers = captured[id]!.map((answer) =>
      answer.kind === 'answered'
        ? { ...answer, stdout: answer.stdout.replace(/^nginx none .*\nnginx own .*\nnginx plain .*$/m, 'nginx weak') }
        : answer,
    );
    expect(judge(deriveMonitoringPromises, subjectOf(), id, answers)).toMatchObject({
      outcome: 'unchecked',
      reason: expect.stringContaining('On web-1 nginx cannot tell who asks'),
    });
  });

  describe('with rules', () => {
    const subject = withRules(
      'groups:\n  - name: site\n    rules:\n      - alert: SiteDown\n        expr: up == 0\n      - record: job:up:sum\n        expr: sum(up)\n',
    );
    // As Prometheus 2.53 lists them (prometheus.io/docs, "HTTP API", Rules), cut to what is read.
    const rule = (name: string, health = 'ok', lastError = '') => ({ name, health, lastError, query: 'up == 0' });
    const loaded = (rules: readonly object[]): readonly Answer[] => [
      {
        kind: 'answered',
        exitCode: 0,
        stdout: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${JSON.stringify({
          status: 'success',
          data: { groups: [{ name: 'site', rules }] },
        })}\n--smartx-end-- 0 200 \n`,
        stderr: '',
      },
    ];

    test.each([
      ['all of them', [rule('SiteDown'), rule('job:up:sum')], undefined],
      [
        'one too many',
        [rule('SiteDown'), rule('job:up:sum'), rule('Old')],
        /mon-1 has the rule Old, which nobody declared/,
      ],
      [
        'one that was never evaluated',
        [rule('SiteDown', 'unknown'), rule('job:up:sum')],
        /should evaluate the rule SiteDown, and its state is unknown/,
      ],
      ['one is missing', [rule('SiteDown')], /mon-1 should have the rule job:up:sum, and does not/],
      [
        'one that cannot be evaluated',
        [rule('SiteDown', 'err', 'many-to-many matching not allowed'), rule('job:up:sum')],
        /should evaluate the rule SiteDown, and many-to-many/,
      ],
    ])('%s', (_title, rules, fault) => {
      const verdict = judge(deriveMonitoringPromises, subject, 'monitoring.rules-loaded', loaded(rules));
      expect(verdict.outcome).toBe(fault === undefined ? 'kept' : 'broken');
      if (fault !== undefined && verdict.outcome === 'broken') expect(verdict.faults.join('\n')).toMatch(fault);
    });
  });
});

/** In place of those that are compiled. */
function withRules(...contents: readonly string[]): Subject {
  const subject = subjectOf();
  const files = contents.map((content) => ({
    path: '/etc/prometheus/rules/site.yml',
    content,
    mode: 0o644,
    owner: 'root',
    group: 'root',
    secret: false,
  }));
  const isRules = ({ path }: { readonly path: string }) => path.startsWith('/etc/prometheus/rules/');
  const manifests = subject.manifests.map((manifest) =>
    manifest.host === 'mon-1'
      ? { ...manifest, files: [...manifest.files.filter((file) => !isRules(file)), ...files] }
      : manifest,
  );
  return { ...subject, manifests };
}
