import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

/** They wait most of the time. */
const FILES_AT_ONCE = 4;

// The first group makes the server read-only and counts its connections: nobody else may use it meanwhile.
for (const group of ['alone/*.test.ts', '*.test.{ts,js}']) {
  const files = globSync(group, { cwd: import.meta.dirname }).map((file) => join(import.meta.dirname, file));
  const words = ['--test', `--test-concurrency=${FILES_AT_ONCE}`, ...process.argv.slice(2), ...files];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
