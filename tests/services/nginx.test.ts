import { describe, expect, test } from 'vitest';
import { lab } from '../../src/index.ts';
import { contributeNginx } from '../../src/services/nginx/contribute.ts';
import { samplePlatform } from '../platform/sample.ts';
import { contributionTo, fileOf, linesBetween } from './contribution.ts';

const platform = samplePlatform();
const configuration = (hostName: string, of = platform) =>
  fileOf(contributionTo(of, hostName, contributeNginx), '/etc/nginx/nginx.conf').content;

describe('nginx.conf', () => {
  test('beside the application it talks to its own', () => {
    expect(linesBetween(configuration('web-1'), '    upstream app', '    }')).toEqual([
      'server 127.0.0.1:8000 max_fails=1 fail_timeout=2s;',
      'keepalive 32;',
    ]);
  });

  test('a tier of its own is used as a whole', () => {
    const dedicated = samplePlatform({ environments: { lab: lab({ app: 2 }) } });
    expect(linesBetween(configuration('web-1', dedicated), '    upstream app', '    }')).toEqual([
      'server 10.214.0.61:8000 max_fails=1 fail_timeout=2s;',
      'server 10.214.0.62:8000 max_fails=1 fail_timeout=2s;',
      'keepalive 32;',
    ]);
  });

  test('only load balancers are believed about the client, and the application hears one address', () => {
    const text = configuration('web-1');
    expect(text.match(/set_real_ip_from .*/g)).toEqual([
      'set_real_ip_from 10.214.0.21;',
      'set_real_ip_from 10.214.0.22;',
    ]);
    expect(text).toContain('proxy_set_header X-Forwarded-For $remote_addr;');
    expect(text).not.toContain('$proxy_add_x_forwarded_for');
  });

  test('measurements of applications are nobody else’s, before any location is chosen', () => {
    const app = { directory: 'app', start: 'node src/main.ts' };
    const apps = {
      www: { ...app, metrics: '/metrics' },
      blog: { ...app, path: '/blog/', metrics: '/blog/metrics.txt' },
    };
    const text = configuration('web-1', samplePlatform({ apps }));
    expect(text.match(/if \(\$uri.*/g)).toEqual([
      'if ($uri ~* "^/metrics(/|;|$)") {',
      'if ($uri ~* "^/blog/metrics\\.txt(/|;|$)") {',
    ]);
    expect(text.indexOf('if ($uri')).toBeLessThan(text.indexOf('location ^~'));
  });

  test('static files first, if there are any', () => {
    expect(configuration('web-1')).toContain('try_files $uri $uri/index.html @app;');
    const without = samplePlatform({ web: { static: false } });
    expect(configuration('web-1', without)).not.toContain('try_files');
    expect(configuration('web-1', without)).not.toContain('/srv/static');
  });

  test('only a WebSocket is upgraded, and only what has no body takes another way than that of its path', () => {
    const text = configuration('web-1');
    const [, plain] = /content_length:\$http_transfer_encoding" \$is_plain_get \{\s+(\S+) 1;/.exec(text)!;
    expect(plain).toBe('GET::');
    const rules = [...text.matchAll(/"~\*(\S+)" (@\w+);/g)].map(
      ([, rule, way]) => [new RegExp(rule!, 'i'), way] as const,
    );
    const way = (plainGet: 0 | 1, upgrade: string, accept: string) =>
      rules.find(([rule]) => rule.test(`${plainGet}:${upgrade}:${accept}`))?.[1];
    expect(way(1, 'WebSocket', '*/*')).toBe('@websocket');
    expect(way(1, '', 'text/event-stream')).toBe('@events');
    expect(way(1, '', 'application/json, text/event-stream')).toBe('@events');
    expect(way(1, '', 'text/html')).toBeUndefined();
    expect(way(1, 'h2c', 'text/html')).toBeUndefined();
    expect(way(0, 'websocket', 'text/event-stream')).toBeUndefined();
  });

  test('a path is the same with limits below it as without', () => {
    const limited = samplePlatform({
      app: { directory: 'app', start: 'node main.ts', limits: { paths: { '/a/': {}, '/b': {}, '/b/': {} } } },
      web: { static: false },
    });
    const text = configuration('web-1', limited);
    expect(text.match(/location (= )?\/[ab]\S* /g)).toEqual([
      'location = /a ',
      'location /a/ ',
      'location = /b ',
      'location /b/ ',
    ]);
    expect(linesBetween(text, '        location = /a ', '        }')).toContain('proxy_pass http://app;');
  });

  test('without an application at the root there are the files of the site, or nothing', () => {
    const app = { directory: 'app', start: 'node main.ts' };
    const apps = { docs: { ...app, path: '/docs/' }, v1: { ...app, hostname: 'api', path: '/v1/' } };
    const text = configuration('web-1', samplePlatform({ apps, web: { static: 'app/public' } }));
    const [site = '', api = ''] = text.split('listen 443 ssl').slice(1);
    expect(site).toMatch(/^ default_server;\n\s+server_name www[.]foobar[.]com foobar[.]com;/);
    expect(site).toMatch(
      /location \^~ \/docs\/ \{\n\s+client_max_body_size 10485760;[^}]+\}\n\s+proxy_pass http:\/\/app-docs;/,
    );
    expect(site).toContain('try_files $uri $uri/index.html =404;');
    expect(site).not.toContain('@app');
    expect(api).toMatch(/^;\n\s+server_name api[.]foobar[.]com;/);
    expect(api).toMatch(
      /location \^~ \/v1\/ \{\n\s+client_max_body_size 10485760;[^}]+\}\n\s+proxy_pass http:\/\/app-v1;/,
    );
    expect(api).toContain('location / {\n            return 404;');
  });

  test('a new static release is a reload, so that no open file of the old one is shown', () => {
    const contribution = contributionTo(platform, 'web-1', contributeNginx);
    expect(contribution.releases).toEqual([{ name: 'static', id: 'bbbbbbbbbbbb', root: '/srv/static' }]);
    expect(contribution.units?.[0]?.reloadOn).toContain('release:static');
  });

  test('the host shows its own certificate, and only root reads the key', () => {
    const contribution = contributionTo(platform, 'web-2', contributeNginx);
    expect(fileOf(contribution, '/etc/nginx/tls/host.crt').content).toBe('<certificate of web-2>\n');
    expect(fileOf(contribution, '/etc/nginx/tls/host.key')).toMatchObject({ mode: 0o600, owner: 'root', secret: true });
  });

  test('hosts without the role get nothing', () => {
    expect(contributionTo(platform, 'lb-1', contributeNginx)).toEqual({});
  });
});

describe('names that carry a hash of their content', () => {
  const patterns = [...configuration('web-1').matchAll(/"~(\S+)" "public, max-age=31536000, immutable"/g)].map(
    ([, pattern]) => new RegExp(pattern!),
  );
  const isImmutable = (uri: string) => patterns.some((pattern) => pattern.test(uri));

  test.each(['/app-0a1b2c3d.css', '/js/main.5f2c9e0b1d.js', '/chunk-5FKZ3WDL.js', '/a.0123456789abcdef.woff2'])(
    '%s never changes',
    (uri) => expect(isImmutable(uri)).toBe(true),
  );

  test.each([
    '/index.html',
    '/my-document.css',
    '/app-version2.js',
    '/deadbeef',
    '/cafe-facade.css',
    '/app-COMPLETE.js',
    '/1.2.3.js',
  ])('%s may change', (uri) => expect(isImmutable(uri)).toBe(false));
});
