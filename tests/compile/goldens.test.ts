import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import type { Problem } from '../../src/problems/problem.ts';
import { type CompileCase, platformOf, readCases } from './cases.ts';
import { summarizeManifest } from './manifest-summary.ts';

// UPDATE_GOLDENS=1 npx vitest run tests/compile  writes what is compiled; then read the difference in git.
const update = process.env.UPDATE_GOLDENS === '1';

for (const compileCase of await readCases()) {
  describe(compileCase.name, () => {
    const actual = compiledText(compileCase);
    if (update) writeGoldens(compileCase, actual);
    const expected = readGoldens(compileCase);

    test('the same files as expected, none missing and none too many', () => {
      expect([...actual.keys()]).toEqual([...expected.keys()]);
    });
    for (const [path, content] of expected) {
      test(path, () => expect(actual.get(path)).toBe(content));
    }
  });
}

/** By path below `expected`: the problems, or each host's files at their real paths beside a summary of its manifest. */
function compiledText(compileCase: CompileCase): ReadonlyMap<string, string> {
  const platform = platformOf(compileCase);
  if ('length' in platform) {
    // A case that names hosts is meant to compile.
    expect(compileCase.hosts).toEqual([]);
    return new Map([['problems.txt', renderProblems(platform)]]);
  }
  const manifest = compile(platform, placeholderMaterials(platform));
  const kept = manifest.hosts.filter(({ host }) => compileCase.hosts.includes(host));
  expect(kept.map(({ host }) => host).sort()).toEqual([...compileCase.hosts].sort());
  const entries = kept.flatMap((host) => [
    [`${host.host}.manifest`, summarizeManifest(host)] as const,
    ...host.files.map((file) => [`${host.host}${file.path}`, file.content] as const),
  ]);
  return new Map(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function renderProblems(problems: readonly Problem[]): string {
  return problems.map(({ code, path, reason, fix }) => `${code} ${path}\n  ${reason}\n  ${fix}\n`).join('');
}

function readGoldens({ expected }: CompileCase): ReadonlyMap<string, string> {
  if (!existsSync(expected)) return new Map();
  const paths = globSync('**', { cwd: expected }).filter((path) => statSync(join(expected, path)).isFile());
  paths.sort((left, right) => (left < right ? -1 : 1));
  return new Map(paths.map((path) => [path, readFileSync(join(expected, path), 'utf8')]));
}

function writeGoldens({ expected }: CompileCase, texts: ReadonlyMap<string, string>): void {
  rmSync(expected, { recursive: true, force: true });
  for (const [path, content] of texts) {
    mkdirSync(dirname(join(expected, path)), { recursive: true });
    writeFileSync(join(expected, path), content);
  }
}
