import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, expect, test } from 'vitest';
import { startChild } from '../../../agent/backup/child.ts';
import { extractCommand } from '../../../agent/backup/extract-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'smartx-extract-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** More than any pipe holds. */
const TRAILING_BYTES = 16 << 20;

test('an archive is read to the last byte, beyond its own end', async () => {
  const file = join(directory, 'one');
  writeFileSync(file, 'content');
  const archive = execFileSync('tar', ['--create', '--directory', directory, 'one']);
  rmSync(file);
  const { process: child, ended } = startChild(extractCommand(directory), { stdio: ['pipe', 'ignore', 'pipe'] });
  await pipeline(Readable.from([archive, Buffer.alloc(TRAILING_BYTES)]), child.stdin!);
  await ended;
  expect(readFileSync(file, 'utf8')).toBe('content');
});

test('what is no archive is a failure', async () => {
  const { process: child, ended } = startChild(extractCommand(directory), { stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin!.end('no archive');
  await expect(ended).rejects.toThrow(/tar/);
});
