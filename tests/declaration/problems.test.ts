import { describe, expect, test } from 'vitest';
import type { Surroundings } from '../../src/declaration/surroundings.ts';
import { lowerPlatform } from '../../src/platform/lower.ts';
import { parsePlatforms } from '../../src/platform/parse-platforms.ts';
import { catalogue, problemCodes } from '../../src/problems/catalogue.ts';
import type { Problem } from '../../src/problems/problem.ts';
import { sampleDeclaration, sampleFiles } from '../platform/sample.ts';
import { cases } from './cases.ts';

const files: Surroundings['files'] = new Map([...sampleFiles, ['/srv/project/site.pem', 'file' as const]]);
const surroundings: Surroundings = { directory: '/srv/project', files };

function problemsOf(input: unknown): readonly Problem[] {
  const parsed = parsePlatforms(input, surroundings);
  return parsed.ok ? [] : parsed.problems;
}

describe('a wrong declaration gives exactly its problems', () => {
  test.each(cases)('$title', ({ input, expected }) => {
    const problems = problemsOf(input);
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual(expected);
    expect(problems.map(({ reason, fix }) => `${reason} ${fix}`)).toMatchSnapshot();
  });
});

test('titles of cases differ, since snapshots are filed under them', () => {
  expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
});

test('every problem of the catalogue is shown by a case', () => {
  const shown = new Set(cases.flatMap(({ expected }) => expected.map((line) => line.split(' ')[0])));
  // The only problem that no declaration has by itself; the test below shows it.
  shown.add('ENVIRONMENT_UNKNOWN');
  // Problems of the file that holds the declaration are met before there is one to read; the tests of the CLI show them.
  const ours = problemCodes.filter((code) => !code.startsWith('CONFIG_'));
  expect(ours.filter((code) => !shown.has(code))).toEqual([]);
});

test('an environment that is not declared', () => {
  const parsed = parsePlatforms(sampleDeclaration, surroundings);
  if (!parsed.ok) throw new Error('the sample is wrong');
  const lowered = lowerPlatform(parsed.value.declaration, 'demo');
  expect(lowered).toMatchObject({ ok: false, problems: [{ code: 'ENVIRONMENT_UNKNOWN', path: 'environments' }] });
});

test('reasons and fixes are sentences, and entries of the catalogue are complete', () => {
  const problems = cases.flatMap(({ input }) => problemsOf(input));
  expect(problems.filter(({ reason, fix }) => !/[.:)]$/.test(reason) || !/[.?]$/.test(fix))).toEqual([]);
  const entries = Object.values(catalogue);
  expect(entries.filter((entry) => Object.values(entry).some((text) => text.trim() === ''))).toEqual([]);
  expect(entries.filter(({ wrong, right }) => wrong === right)).toEqual([]);
});

test('a misspelt key is answered with the right one', () => {
  expect(problemsOf({ ...sampleDeclaration, dns: { tll: '5m' } })[0]?.fix).toBe("Did you mean 'ttl'?");
  expect(problemsOf({ ...sampleDeclaration, qqq: 1 })[0]?.fix).toMatch(/^Keys here are app, apps, database, dns, /);
});

test('a password in a repository is never shown, wherever it stands', () => {
  const withPassword = cases.filter(({ title }) => title.includes('hunter2'));
  expect(withPassword).toHaveLength(6);
  for (const { input } of withPassword) expect(JSON.stringify(problemsOf(input))).not.toContain('hunter2');
});

test.each([
  'b2:bucket:some/path@home',
  'rest:https://backup.example.com:8000/me@example.com/',
  'rest:https://user@backup.example.com/',
  's3:https://s3.example.com:9000/b',
  'sftp:backup@203.0.113.9:/srv/of:me@home',
  'sftp://backup@203.0.113.9:2222//srv/backups',
])('a repository without a password is taken: %s', (restic) => {
  const ssh = restic.startsWith('sftp:') ? { sshKeyFile: 'app/key', knownHostsFile: 'app/known' } : {};
  const target = { restic, environmentFile: 'app/restic.env', ...ssh };
  const problems = problemsOf({ ...sampleDeclaration, database: { backup: { target } } });
  expect(problems.filter(({ code }) => code === 'BACKUP_TARGET_INVALID')).toEqual([]);
});
