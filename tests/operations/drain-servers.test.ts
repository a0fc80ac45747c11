import { expect, test } from 'vitest';
import { drainServers } from '../../src/operations/drain-servers.ts';
import { recordedTransport } from '../../src/transport/recorded.ts';
import { samplePlatform } from '../platform/sample.ts';

const platform = samplePlatform({
  app: {
    directory: 'app',
    start: 'node main.ts',
    limits: { drainTimeout: '1s', paths: { '/upload/': { requestBody: '1GiB' } } },
  },
});

/** Load balancers that have as many uploads to web-1 under way as `left` says. */
function balancers(left: () => number) {
  return recordedTransport(({ argv }) =>
    argv.at(-1)!.includes('show stat')
      ? { stdout: `# pxname,svname,scur\nweb,web-1,0\nweb_alive,web-1,0\nweb_streamed,web-1,${left()}\n` }
      : {},
  );
}

test('uploads that are passed on as they come are waited for', async () => {
  let left = 4;
  await drainServers({ platform, transport: balancers(() => Math.max(0, --left)), servers: ['web-1'] });
  expect(left).toBeLessThan(1);
});

test('what takes longer than declared is waited for no longer', async () => {
  const beganMs = performance.now();
  await drainServers({ platform, transport: balancers(() => 1), servers: ['web-1'] });
  const tookMs = performance.now() - beganMs;
  expect(tookMs).toBeGreaterThan(900);
  // The default would be 30 s.
  expect(tookMs).toBeLessThan(15_000);
});

test('files of the site that no application has are waited for', async () => {
  const app = { directory: 'app', start: 'node main.ts' };
  const rootless = samplePlatform({ apps: { www: { ...app, path: '/www/' }, api: { ...app, hostname: 'api' } } });
  let left = 4;
  const transport = recordedTransport(({ argv }) =>
    argv.at(-1)!.includes('show stat')
      ? { stdout: `# pxname,svname,scur\nweb_alive,web-1,${Math.max(0, --left)}\n` }
      : {},
  );
  await drainServers({ platform: rootless, transport, servers: ['web-1'] });
  expect(left).toBeLessThan(1);
});
