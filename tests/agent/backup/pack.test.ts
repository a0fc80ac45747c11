import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BadBackup } from '../../../agent/backup/bad-backup.ts';
import { blameLogs } from '../../../agent/backup/check.ts';
import { packInto, unpackInto } from '../../../agent/backup/pack.ts';
import { openDirectory } from '../../../agent/backup/store-directory.ts';

/** In place of age(1) and zstd(1), which are on database hosts: passes all on, or has the wrong key. */
const standIn = '#!/bin/sh\n[ -z "$WRONG_KEY" ] || { echo "no identity matched" >&2; exit 1; }\nexec cat\n';
const directory = mkdtempSync(join(tmpdir(), 'smartx-pack-'));
const store = openDirectory(directory);
const before = process.env.PATH;

beforeAll(() => {
  for (const name of ['age', 'zstd']) {
    writeFileSync(join(directory, name), standIn);
    chmodSync(join(directory, name), 0o755);
  }
  process.env.PATH = `${directory}${delimiter}${before}`;
});
beforeEach(() => {
  delete process.env.WRONG_KEY;
});
afterAll(() => {
  process.env.PATH = before;
  delete process.env.WRONG_KEY;
  rmSync(directory, { recursive: true });
});

describe('a file of a backup', () => {
  const written = async () => {
    const measured = await packInto(store, 'one', ['printf', 'all of it'], 'age1');
    return { name: 'one', identity: 'AGE-SECRET-KEY-', ...measured };
  };
  const out = join(directory, 'out');
  const consumer = ['dd', `of=${out}`, 'status=none'];
  const unpacking = (file: Awaited<ReturnType<typeof written>>, argv = consumer) =>
    unpackInto(store, file, argv).then(
      () => undefined,
      (error: Error) => error,
    );

  test('comes back as it was', async () => {
    expect(await unpacking(await written())).toBeUndefined();
    expect(readFileSync(out, 'utf8')).toBe('all of it');
  });

  test('is bad when its bytes are others', async () => {
    const file = await written();
    writeFileSync(join(directory, 'one'), 'all of iT');
    expect(await unpacking(file)).toBeInstanceOf(BadBackup);
  });

  test('is bad when its bytes are others and cannot be read therefore', async () => {
    const file = await written();
    writeFileSync(join(directory, 'one'), 'half');
    process.env.WRONG_KEY = '1';
    expect(await unpacking(file)).toBeInstanceOf(BadBackup);
  });

  test.each([
    ['with a wrong key', '1', consumer, 'no identity matched'],
    ['on a full disk', '', ['dd', 'of=/dev/full', 'status=none'], 'No space left on device'],
  ])('is not said to be bad %s', async (_, wrongKey, argv, reason) => {
    const file = await written();
    process.env.WRONG_KEY = wrongKey;
    const error = await unpacking(file, argv);
    expect(error).not.toBeInstanceOf(BadBackup);
    expect(error?.message).toContain(`one cannot be read: `);
    expect(error?.message).toContain(reason);
  });

  test('is not said to be bad when it is out of reach', async () => {
    const file = await written();
    rmSync(join(directory, 'one'));
    const error = await unpacking(file);
    expect(error?.message).toContain('ENOENT');
    expect(error).not.toBeInstanceOf(BadBackup);
  });
});

describe('binary logs that cannot be applied', () => {
  const blamed = (message: string) => {
    try {
      return blameLogs(new Error(message));
    } catch (error) {
      return error instanceof BadBackup;
    }
  };

  test.each([
    ["mysql failed (exit code 1): ERROR 1062 (23000) at line 9: Duplicate entry '1' for key 'PRIMARY'", true],
    ['mysqlbinlog failed (exit code 1): ERROR: Error in Log_event::read_log_event()', true],
    ["mysql failed (exit code 1): ERROR 1114 (HY000) at line 9: The table 'transfers' is full", false],
    ['mysql failed (exit code 1): ERROR 2013 (HY000): Lost connection to MySQL server during query', false],
    ['mysqlbinlog failed (SIGKILL): it said nothing', false],
    ['dd failed (exit code 1): No space left on device', false],
  ])('%s', (message, bad) => {
    expect(blamed(message)).toBe(bad);
  });
});
