import { describe, expect, test } from 'vitest';
import { lab } from '../../src/index.ts';
import { contributeDatabaseRouter, contributeHaproxy } from '../../src/services/haproxy/contribute.ts';
import { samplePlatform } from '../platform/sample.ts';
import { contributionTo, fileOf, linesBetween } from './contribution.ts';

const platform = samplePlatform();
const edge = (hostName: string, of = platform) =>
  fileOf(contributionTo(of, hostName, contributeHaproxy), '/etc/haproxy/haproxy.cfg').content;
const router = (hostName: string, of = platform) =>
  fileOf(contributionTo(of, hostName, contributeDatabaseRouter), '/etc/smartx/database-router.cfg').content;

describe('load balancer', () => {
  test('ready web hosts are checked through Nginx and verified by name', () => {
    expect(linesBetween(edge('lb-1'), 'backend web', 'backend web_alive')).toEqual([
      'balance roundrobin',
      'load-server-state-from-file global',
      'option httpchk',
      'http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host www.foobar.com hdr User-Agent haproxy-check',
      'http-check expect status 200',
      '',
      'timeout server 35s',
      'timeout tunnel 3605s',
      '',
      'retries 3',
      'option redispatch 1',
      'retry-on conn-failure empty-response 502',
      'acl is_idempotent method GET HEAD OPTIONS',
      'acl is_idempotent req.hdr(idempotency-key) -m found',
      'http-request wait-for-body time 10s if { req.hdr(idempotency-key) -m found }',
      'http-request disable-l7-retry unless is_idempotent',
      '',
      'option srvtcpka',
      'srvtcpka-idle 1s',
      'srvtcpka-intvl 1s',
      'srvtcpka-cnt 2',
      '',
      'default-server inter 1s fastinter 250ms downinter 1s fall 2 rise 2 slowstart 10s maxconn 500',
      'default-server observe layer7 error-limit 3 on-error fastinter',
      '# Re-encrypted: each server must show a certificate of the platform with its own name.',
      'default-server ssl verify required ca-file /etc/smartx/tls/authority.crt',
      'server web-1 10.214.0.31:443 check verifyhost web-1 tcp-ut 2s',
      'server web-2 10.214.0.32:443 check verifyhost web-2 tcp-ut 2s',
      '',
    ]);
  });

  test('when none is ready, those that are alive get the requests', () => {
    expect(edge('lb-1')).toContain('use_backend web_alive if { nbsrv(web) eq 0 }\n    default_backend web\n');
    expect(linesBetween(edge('lb-1'), 'backend web_alive', 'nothing')).toContain(
      'http-check send meth GET uri /smartx-health ver HTTP/1.1 hdr Host www.foobar.com hdr User-Agent haproxy-check',
    );
  });

  test('a part of the site goes to its own application, the longest path first, and what nobody has to any web host', () => {
    const app = { directory: 'app', start: 'node main.ts' };
    const apps = {
      docs: { ...app, path: '/docs/' },
      old: { ...app, path: '/docs/old/' },
      v1: { ...app, hostname: 'api', path: '/v1/' },
    };
    const text = edge('lb-1', samplePlatform({ apps }));
    const isApi = '{ req.hdr(host),host_only -m str -i api.foobar.com }';
    expect(text.match(/(?:use|default)_backend .*/g)).toEqual([
      `use_backend web_v1_alive if ${isApi} { path_beg /v1/ } { nbsrv(web_v1) eq 0 }`,
      `use_backend web_v1 if ${isApi} { path_beg /v1/ }`,
      `use_backend web_alive if ${isApi}`,
      'use_backend web_old_alive if { path_beg /docs/old/ } { nbsrv(web_old) eq 0 }',
      'use_backend web_old if { path_beg /docs/old/ }',
      'use_backend web_docs_alive if { path_beg /docs/ } { nbsrv(web_docs) eq 0 }',
      'use_backend web_docs if { path_beg /docs/ }',
      'default_backend web_alive',
    ]);
    expect(linesBetween(text, 'backend web_v1', 'backend web_v1_alive')).toContain(
      'http-check send meth GET uri /v1/readyz ver HTTP/1.1 hdr Host api.foobar.com hdr User-Agent haproxy-check',
    );
  });

  test('load balancers differ in their name and private address only', () => {
    const normalised = edge('lb-2')
      .replace('localpeer lb-2', 'localpeer lb-1')
      .replace('bind 10.214.0.22:8405', 'bind 10.214.0.21:8405');
    expect(normalised).toBe(edge('lb-1'));
  });

  test('a client cannot say where it comes from', () => {
    const lines = linesBetween(edge('lb-1'), 'frontend https', 'frontend health');
    const index = (line: string) => lines.indexOf(line);
    expect(index('http-request del-header X-Forwarded- -m beg')).toBeGreaterThan(-1);
    expect(index('http-request set-header X-Forwarded-For %[src]')).toBeGreaterThan(
      index('http-request del-header X-Forwarded- -m beg'),
    );
  });

  test('other names are refused on both ports, in a lab except those of loopback', () => {
    const refusals = edge('lb-1').match(/acl is_our_name .*/g);
    expect(refusals).toEqual(
      Array(2).fill('acl is_our_name req.hdr(host),host_only -m str -i www.foobar.com foobar.com 127.0.0.1 localhost'),
    );
  });

  test('rate limit and HSTS follow the declaration', () => {
    expect(edge('lb-1')).toContain('sc_http_req_rate(0) gt 200');
    expect(edge('lb-1')).toContain('Strict-Transport-Security "max-age=63072000"');
    const without = samplePlatform({ loadBalancer: { rateLimit: false }, tls: { hsts: '0s' } });
    expect(edge('lb-1', without)).not.toContain('sc_http_req_rate');
    expect(edge('lb-1', without)).not.toContain('Strict-Transport-Security');
  });

  test('the key is for root only, and a change of what is read is a reload', () => {
    const contribution = contributionTo(platform, 'lb-1', contributeHaproxy);
    expect(fileOf(contribution, '/etc/haproxy/site.pem')).toMatchObject({
      content: '<certificate of the site>\n<key of the site>\n',
      mode: 0o600,
      owner: 'root',
      secret: true,
    });
    expect(contribution.units?.[0]).toMatchObject({
      name: 'haproxy.service',
      restartOn: ['/etc/systemd/system/haproxy.service.d/smartx.conf'],
      reloadOn: expect.arrayContaining(['/etc/haproxy/haproxy.cfg', '/etc/haproxy/site.pem']),
      restartDisruption: 'failover',
    });
  });

  test('hosts without the role get nothing', () => {
    expect(contributionTo(platform, 'web-1', contributeHaproxy)).toEqual({});
  });
});

describe('database router', () => {
  test('it follows the primary among all members', () => {
    expect(linesBetween(router('web-1'), 'listen primary', 'frontend reads')).toEqual([
      'bind 127.0.0.1:3306',
      'http-check send meth GET uri /primary',
      '# Whichever of the others becomes the primary, everybody is waiting for it.',
      'default-server port 9200 inter 500ms fastinter 200ms downinter 150ms rise 1 fall 2',
      'default-server on-marked-down shutdown-sessions',
      'server db-1 10.214.0.91:3306 check',
      'server db-2 10.214.0.92:3306 check',
      'server db-3 10.214.0.93:3306 check',
      '',
    ]);
  });

  test('reads go to a secondary, and to the primary where there is none', () => {
    expect(linesBetween(router('web-1'), 'frontend reads', 'backend secondaries')).toEqual([
      'bind 127.0.0.1:3307',
      'use_backend secondaries if { nbsrv(secondaries) gt 0 }',
      'default_backend primary',
      '',
    ]);
    expect(linesBetween(router('web-1'), 'backend secondaries', 'nothing')).toContain(
      'http-check send meth GET uri /secondary',
    );
  });

  test('it is where the application is, with one member too', () => {
    const dedicated = samplePlatform({ environments: { lab: lab({ app: 2 }) }, database: { members: 1 } });
    expect(contributionTo(dedicated, 'web-1', contributeDatabaseRouter)).toEqual({});
    expect(router('app-2', dedicated).match(/server db-/g)).toHaveLength(2);
  });
});
