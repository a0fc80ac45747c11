import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BackupConfig } from '../../../agent/backup/config.ts';

const program = fileURLToPath(new URL('../../../agent/backup/main.ts', import.meta.url));
const BYTES_MIN = 1_000_000;
/** More than a pipe takes at once, by far. */
const TABLES = 25_000;
let place: string;
let file: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'smartx-answer-'));
  file = join(place, 'config.json');
  mkdirSync(join(place, 'target'));
  const tables = Array.from({ length: TABLES }, (_, index) => ({ table: `app.t${index}`, rows: 1, checksum: '1' }));
  const manifest = { kind: 'full', name: 'full-1', when: '2026-11-24T03:00:00.000Z', host: 'db-1', tables };
  writeFileSync(join(place, 'target', 'full-1.json'), JSON.stringify(manifest));
  writeFileSync(join(place, 'target', 'full-1.tar.zst.age'), '');
  const config: BackupConfig = {
    ...{ self: 'db-1', members: [], healthPort: 1, mode: 'single', socketPath: '', schema: 'app', recipient: '' },
    ...{ keepMs: 1, target: { kind: 'directory', directory: join(place, 'target') } },
    ...{ scratchDirectory: place, metricsDirectory: place, cacheDirectory: join(place, 'cache') },
  };
  writeFileSync(file, JSON.stringify(config));
});
afterEach(() => rmSync(place, { recursive: true }));

const start = () => spawn(process.execPath, [program, 'list', '--config', file], { stdio: ['ignore', 'pipe', 'pipe'] });

test('a long answer comes whole to a listener that is slow', async () => {
  const child = start();
  const exit = once(child, 'exit');
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) {
    chunks.push(chunk);
    for (let turn = 0; turn < 10; turn++) await setImmediate();
  }
  const answer = Buffer.concat(chunks).toString('utf8');
  expect(answer.length).toBeGreaterThan(BYTES_MIN);
  expect(JSON.parse(answer).fulls[0].tables).toHaveLength(TABLES);
  expect(await exit).toEqual([0, null]);
});

test('nobody is waited for who went away in the middle of it', async () => {
  const child = start();
  const exit = once(child, 'exit');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  expect(await exit).toEqual([0, null]);
});
