import { expect, test } from 'vitest';
import { platformDocument } from '../../src/overview/platform-document.ts';
import { samplePlatform } from '../platform/sample.ts';

const app = { directory: 'app', start: 'node main.ts' };

test('it says where everything is, and what is promised', () => {
  const document = platformDocument(samplePlatform({ monitoring: { objective: { availability: 99.95 } } }));
  expect(document).toMatchObject({
    environment: 'lab',
    domain: 'foobar.com',
    siteUrl: 'https://www.foobar.com/',
    virtualAddress: '10.213.0.10',
    objective: { availability: 0.9995, latencySeconds: 0.5, latency: 0.99 },
    apps: [{ id: 'app', url: 'https://www.foobar.com/' }],
  });
  expect(document.hosts.find(({ name }) => name === 'lb-1')).toEqual({
    ...{ name: 'lb-1', roles: ['loadBalancer'] },
    ...{ privateAddress: '10.214.0.21', publicAddress: '10.213.0.21' },
  });
  expect(document.flows).toContainEqual({
    from: 'loadBalancer',
    to: 'web',
    port: 443,
    protocol: 'tcp',
    why: 'requests of users',
  });
  expect(document.flows).toContainEqual(expect.not.objectContaining({ port: expect.anything() }));
});

test('of several applications each has its name and its address', () => {
  const { apps } = platformDocument(
    samplePlatform({ app: undefined, apps: { www: app, api: { ...app, hostname: 'api' } } } as never),
  );
  expect(apps).toEqual([
    { id: 'app-api', name: 'api', url: 'https://api.foobar.com/' },
    { id: 'app-www', name: 'www', url: 'https://www.foobar.com/' },
  ]);
});
