import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  leaveMark,
  MARKS_MAX,
  markCommand,
  type OwnMark,
  script,
} from '../../../src/operations/dashboard/leave-mark.ts';
import { run } from '../../../src/process/run.ts';
import { TransportFailure } from '../../../src/transport/transport-failure.ts';
import { samplePlatform } from '../../platform/sample.ts';

const directory = mkdtempSync(join(tmpdir(), 'smartx-marks-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const mark: OwnMark = { at: '2026-11-26T22:00:00.000Z', kind: 'deploy', title: 'release 63d97ca5606d on web-1' };

describe('the file of marks', () => {
  test('it begins with the first one, in a directory that was not there', async () => {
    const file = join(directory, 'new', 'marks.json');
    await write(file, mark);
    expect(read(file)).toEqual([mark]);
    expect(readFileSync(file, 'utf8')).toBe(`[\n${JSON.stringify(read(file)[0])}\n]\n`);
  });

  test('others are added at its end, whatever their titles hold', async () => {
    const file = join(directory, 'marks.json');
    const odd = { ...mark, host: 'web-1', title: `it's "odd", \\n and 100 % $(touch x) ü,` };
    for (const one of [mark, odd, mark]) await write(file, one);
    expect(read(file)).toEqual([mark, odd, mark]);
    expect(readdirSync(directory)).not.toContain('x');
  });

  test('the oldest ones go, and a title has an end', async () => {
    const file = join(directory, 'full.json');
    const old = Array.from({ length: MARKS_MAX }, (_, index) => JSON.stringify({ ...mark, title: String(index) }));
    writeFileSync(file, `[\n${old.join(',\n')}\n]\n`);
    await write(file, { ...mark, title: 'x'.repeat(1_000) });
    const marks = read(file);
    expect(marks).toHaveLength(MARKS_MAX);
    expect(marks[0]!.title).toBe('1');
    expect(marks.at(-1)!.title).toHaveLength(200);
  });

  test('what is no list of marks is begun anew', async () => {
    const file = join(directory, 'broken.json');
    writeFileSync(file, 'nonsense');
    await write(file, mark);
    expect(read(file)).toEqual([mark]);
  });

  test('of two at once both are in it', async () => {
    const file = join(directory, 'both.json');
    await Promise.all(Array.from({ length: 8 }, () => write(file, mark)));
    expect(read(file)).toHaveLength(8);
  });
});

test('a host that cannot be told is a warning, and no failure', async () => {
  const asked: string[] = [];
  const transport = {
    run: async (host: string) => {
      asked.push(host);
      throw new TransportFailure({
        ...{ host, kind: 'unreachable', reason: 'no answer', command: [], stderrTail: '' },
      });
    },
  };
  const warnings: string[] = [];
  await leaveMark({ platform: samplePlatform(), transport, mark, onWarning: (text) => warnings.push(text) });
  expect(asked).toEqual(['mon-1']);
  expect(warnings).toEqual(['The dashboard of mon-1 will not show this deploy: no answer']);
});

test('nor is any other error, which would stand in the place of what was done', async () => {
  const transport = { run: () => Promise.reject(new Error('a mistake of ours')) };
  const warnings: string[] = [];
  await leaveMark({ platform: samplePlatform(), transport, mark, onWarning: (text) => warnings.push(text) });
  expect(warnings).toEqual(['The dashboard of mon-1 will not show this deploy: Error: a mistake of ours']);
});

async function write(file: string, one: OwnMark): Promise<void> {
  const { exitCode, stderr } = await run(markCommand(file, one), { stdin: script });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
}

function read(file: string): readonly OwnMark[] {
  return JSON.parse(readFileSync(file, 'utf8'));
}
