import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BackupConfig } from '../../../agent/backup/config.ts';
import { runRestore } from '../../../agent/backup/run-restore.ts';
import { openStore } from '../../../agent/backup/store.ts';

const path = process.env.PATH;
let place: string;

// Without logger(1), so that the journal of this machine stays out of it.
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'smartx-restore-'));
  process.env.PATH = place;
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(place, { recursive: true });
});

test('a target that cannot be opened is an end that is told as well', async () => {
  const environmentFile = join(place, 'missing.env');
  const target = { kind: 'restic', repository: 'r', environmentFile } as const;
  const config = { target, cacheDirectory: place } as BackupConfig;
  const told: string[] = [];
  const request = async () => ({ wanted: { name: 'full-1' }, committed: undefined, identity: '' });
  const run = runRestore(
    config,
    () => openStore(config),
    request,
    (line) => told.push(line),
  );
  await expect(run).rejects.toThrow(environmentFile);
  const { failed } = JSON.parse(told.at(-1)!);
  expect(failed).toMatchObject({ state: 'untouched', reason: expect.stringContaining(environmentFile) });
});
