import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTunnel, tunnelCommand } from '../../../src/operations/dashboard/tunnel.ts';
import type { Failure } from '../../../src/problems/failure.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'smartx-tunnel-'));
});
afterAll(() => rm(directory, { recursive: true }));

const route = { options: ['-F', '/labs/lab/ssh/config'], destination: 'mon-1' };

test('the connection is its own, and ends where the tunnel cannot begin', () => {
  const words = tunnelCommand({ route, remotePort: 443 }, 9443);
  expect(words).toContain('ExitOnForwardFailure=yes');
  // ssh keeps the first value of an option: those of the configuration come later.
  expect(words.indexOf('ControlPath=none')).toBeLessThan(words.indexOf('-F'));
  expect(words.slice(-4)).toEqual(['-L', '127.0.0.1:9443:127.0.0.1:443', '--', 'mon-1']);
});

test('ssh that ends is told at once, with what it said', async () => {
  const failing = { options: ['-F', join(directory, 'no-such-config')], destination: 'mon-1' };
  const request = { host: 'mon-1', route: failing, remotePort: 443, localPort: undefined, authority: '' };
  const thrown = await openTunnel({ ...request, signal: new AbortController().signal }).catch(
    (error: Failure) => error,
  );
  expect(thrown).toMatchObject({ name: 'Failure', host: 'mon-1', reason: 'ssh ended' });
  expect((thrown as Failure).stderrTail).toContain('no-such-config');
});

test('ssh does not stay behind when the dashboard does not answer', async () => {
  const pidFile = join(directory, 'pid');
  await writeFile(join(directory, 'ssh'), `#!/bin/sh\necho $$ >${pidFile}\nexec sleep 60\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${directory}:${process.env.PATH}`);
  const signal = new AbortController().signal;
  const request = { host: 'mon-1', route, remotePort: 443, localPort: undefined, authority: '', signal };
  await expect(openTunnel({ ...request, answerLimitMs: 1_000 })).rejects.toMatchObject({
    name: 'Failure',
    step: 'reach the dashboard',
  });
  vi.unstubAllEnvs();
  const pid = Number(await readFile(pidFile, 'utf8'));
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
});
