import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EnvironmentLocked, openJournal } from '../../src/journal/journal.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'smartx-journal-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const modulePath = fileURLToPath(new URL('../../src/journal/journal.ts', import.meta.url));

/** Another operator: a process of its own that takes the lock and keeps it. */
async function otherOperator() {
  const code = `const { openJournal } = await import(${JSON.stringify(modulePath)});
    await (await openJournal(${JSON.stringify(directory)})).lock('up by ada@desk');
    console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

describe('the lock of an environment', () => {
  test('is free again after its release', async () => {
    const journal = await openJournal(directory);
    await (await journal.lock('up by me')).release();
    await (await journal.lock('up by me')).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('names who holds it, and dies with its holder', async () => {
    const other = await otherOperator();
    const journal = await openJournal(directory);
    const error = await journal.lock('up by me').catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(EnvironmentLocked);
    expect((error as EnvironmentLocked).message).toMatch(/held by "up by ada@desk" since .*, process \d+/);
    other.kill('SIGKILL');
    await once(other, 'exit');
    await (await journal.lock('up by me')).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('that a power cut left half written is taken over', async () => {
    writeFileSync(join(directory, 'lock'), '{"pid": 1');
    const journal = await openJournal(directory);
    await (await journal.lock('up by me')).release();
  });

  test('of a process whose number somebody else has now is taken over', async () => {
    const stale = { pid: process.pid, startTicks: '1', bootId: 'another', what: 'up', since: '2026-01-01T00:00:00Z' };
    writeFileSync(join(directory, 'lock'), JSON.stringify(stale));
    const journal = await openJournal(directory);
    await (await journal.lock('up by me')).release();
  });

  test('goes to exactly one of many that want it at once', async () => {
    const journal = await openJournal(directory);
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => journal.lock('up by me')));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });
});

describe('runs', () => {
  const run = { id: 'a', when: '2026-11-23T00:00:00Z', who: 'me', what: 'up', outcome: 'ok' } as const;

  test('are kept in order, and one that was cut off is not there', async () => {
    const journal = await openJournal(directory);
    expect(await journal.runs()).toEqual([]);
    await journal.record(run);
    await journal.record({ ...run, id: 'b', outcome: 'failed' });
    appendFileSync(join(directory, 'runs.jsonl'), '{"id":"c"');
    expect((await journal.runs()).map((one) => one.id)).toEqual(['a', 'b']);
  });

  test('and the last manifest', async () => {
    const journal = await openJournal(directory);
    expect(await journal.lastManifest()).toBeUndefined();
    await journal.setLastManifest('abc');
    expect(await journal.lastManifest()).toBe('abc');
  });

  test('are for the owner only', async () => {
    const journal = await openJournal(directory);
    await journal.record(run);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'runs.jsonl')).mode & 0o777).toBe(0o600);
  });
});
