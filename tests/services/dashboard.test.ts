import { describe, expect, test } from 'vitest';
import { lab } from '../../src/index.ts';
import { dashboardPort } from '../../src/platform/dashboard-port.ts';
import { contributeDashboard } from '../../src/services/dashboard/contribute.ts';
import { samplePlatform } from '../platform/sample.ts';
import { contributionTo, fileOf } from './contribution.ts';

const platform = samplePlatform();
const configurationOf = (of = platform, host = 'mon-1') =>
  fileOf(contributionTo(of, host, contributeDashboard), '/etc/smartx-dashboard/nginx.conf').content;

/** Monitoring beside a web host, and apart from one. */
const shared = samplePlatform({
  environments: {
    lab: lab({
      redundancy: false,
      hosts: {
        'ns-1': { roles: ['dns'], address: '10.214.0.11', publicAddress: '10.213.0.11' },
        'lb-1': { roles: ['loadBalancer'], address: '10.214.0.21', publicAddress: '10.213.0.21' },
        'web-1': { roles: ['web', 'app', 'monitoring'], address: '10.214.0.31' },
        'db-1': { roles: ['database'], address: '10.214.0.91' },
        'mon-2': { roles: ['monitoring'], address: '10.214.0.122' },
      },
    }),
  },
});

describe('where the dashboard is served', () => {
  test('by monitoring hosts alone', () => {
    const serving = platform.hosts.filter(
      ({ name }) => Object.keys(contributionTo(platform, name, contributeDashboard)).length > 0,
    );
    expect(serving.map(({ name }) => name)).toEqual(['mon-1']);
  });

  test('at the port of HTTPS, on the private address and on loopback', () => {
    expect(configurationOf().match(/listen .*/g)).toEqual([
      'listen 10.214.0.121:443 ssl default_server;',
      'listen 127.0.0.1:443 ssl default_server;',
    ]);
  });

  test('beside a web host at another one, on all of them', () => {
    expect(dashboardPort(shared.hosts)).toBe(8443);
    expect(configurationOf(shared, 'mon-2')).toContain('listen 10.214.0.122:8443 ssl default_server;');
    const toDashboard = shared.flows.filter(({ why }) => why === 'the dashboard');
    expect(toDashboard.map(({ from, port }) => [from.kind, port])).toEqual([['admin', 8443]]);
  });
});

test('whoever has not logged in gets no cookie, and no page without one', () => {
  const text = configurationOf();
  // "always" would send it with a 401, too.
  expect(text).toContain('add_header Set-Cookie $visitor_cookie;');
  // What is said without a login is said without the headers of the others.
  expect(text.match(/auth_basic off;[^}]*/g)).toEqual([
    expect.stringContaining('add_header Cache-Control no-store always;'),
  ]);
});

test('no configuration of the daemon names the password, nor what stands for it', () => {
  const text = configurationOf();
  expect(text).not.toMatch(/placeholder/);
  expect(text).toContain('include /etc/smartx-dashboard/visitor.conf;');
});

test('a name that a tunnel ends at is not bound to HTTPS for all programs behind it', () => {
  expect(configurationOf()).toMatch(
    /map \$host \$strict_transport_security \{\s+localhost '';\s+default "max-age=63072000";/,
  );
  expect(configurationOf(samplePlatform({ tls: { hsts: '0s' } }))).toMatch(/localhost '';\s+default "";/);
});

test('of Prometheus and Alertmanager what the page asks is passed on, and nothing that changes them', () => {
  const text = configurationOf();
  expect(text.match(/location ~ \^\/(?:prometheus|alertmanager).*(?=\$ \{)/g)).toEqual([
    'location ~ ^/prometheus/api/v1/(alerts|query|query_range)',
    'location ~ ^/alertmanager/api/v2/(alerts|silences)',
  ]);
  expect(text.match(/limit_except .*(?= \{)/g)).toEqual(['limit_except GET', 'limit_except GET']);
});

test('environments side by side, all called localhost, have cookies of their own', () => {
  const named = samplePlatform({ environments: { lab: lab() } });
  const visitor = fileOf(contributionTo(named, 'mon-1', contributeDashboard), '/etc/smartx-dashboard/visitor.conf');
  expect(visitor.content).toContain('map $cookie_smartx_lab $guesses_from');
  expect(visitor).toMatchObject({ secret: true, mode: 0o640, group: 'smartx-dashboard' });
});
