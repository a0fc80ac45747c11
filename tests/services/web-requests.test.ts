import { expect, test } from 'vitest';
import { lab, type PlatformDeclaration } from '../../src/index.ts';
import { contributeHaproxy } from '../../src/services/haproxy/contribute.ts';
import { contributeNginx } from '../../src/services/nginx/contribute.ts';
import { samplePlatform } from '../platform/sample.ts';
import { contributionTo, fileOf } from './contribution.ts';

const app = { directory: 'app', start: 'node main.ts' };
const uploads = { paths: { '/upload/': { requestBody: '1GiB' } } } as const;

/** What all load balancers together may send one web host at once: HAProxy counts for each server of each backend. */
function sentAtMost(overrides: Partial<PlatformDeclaration>): number {
  const platform = samplePlatform(overrides);
  const edge = fileOf(contributionTo(platform, 'lb-1', contributeHaproxy), '/etc/haproxy/haproxy.cfg').content;
  const limits = [...edge.matchAll(/^ +default-server .*\bmaxconn (\d+)/gm)].map(([, limit]) => Number(limit));
  expect(limits).toHaveLength(edge.match(/^backend web/gm)!.length);
  const balancers = platform.hosts.filter(({ roles }) => roles.includes('loadBalancer')).length;
  return balancers * limits.reduce((sum, limit) => sum + limit, 0);
}

function connectionsOfWorker(overrides: Partial<PlatformDeclaration>): number {
  const nginx = fileOf(contributionTo(samplePlatform(overrides), 'web-1', contributeNginx), '/etc/nginx/nginx.conf');
  return Number(/worker_connections (\d+);/.exec(nginx.content)?.[1]);
}

test.each<[string, Partial<PlatformDeclaration>]>([
  ['one application', { app }],
  ['one that takes uploads as they come', { app: { ...app, limits: uploads } }],
  ['two', { apps: { www: app, api: { ...app, hostname: 'api' } } }],
  ['two, and files of nobody', { apps: { www: { ...app, path: '/www/' }, api: { ...app, hostname: 'api' } } }],
  [
    'three, of which one takes uploads',
    { apps: { www: app, a: { ...app, hostname: 'a', limits: uploads }, b: { ...app, hostname: 'b' } } },
  ],
  ['many connections', { app, web: { maxConnections: 8_000 } }],
  ['three load balancers', { app, environments: { lab: lab({ loadBalancers: 3 }) } }],
])('a worker of Nginx has a connection to both sides for all that HAProxy sends: %s', (_, overrides) => {
  expect(connectionsOfWorker(overrides)).toBeGreaterThanOrEqual(2 * sentAtMost(overrides));
});

test('up to what a worker has memory and files for', () => {
  const apps = { www: { ...app, limits: uploads }, a: { ...app, hostname: 'a', limits: uploads } };
  const most = { apps, web: { maxConnections: 8_000 } };
  expect(2 * sentAtMost(most)).toBeGreaterThan(100_000);
  expect(connectionsOfWorker(most)).toBe(100_000);
});

test('it has not many more', () => {
  const many = { apps: { www: app, api: { ...app, hostname: 'api' } }, web: { maxConnections: 4_000 } };
  expect(connectionsOfWorker(many)).toBe(2 * sentAtMost(many) + 1_024);
});
