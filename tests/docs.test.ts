import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { referencePages } from '../scripts/reference-pages.ts';
import { buildProgram } from '../src/cli/program.ts';
import { problemCodes } from '../src/problems/catalogue.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/*/*.md'], { cwd: root }).sort();

test.each([...referencePages()])('%s is current', (path, text) => {
  expect(read(path), 'Run: node scripts/generate-docs.ts').toBe(text);
});

test('the picture in the documentation is what smartx graph draws', () => {
  const drawn = execFileSync(join(root, 'smartx'), ['graph', '--format', 'svg'], { cwd: root, encoding: 'utf8' });
  expect(read('docs/platform.svg'), 'Run: ./smartx graph --format svg --out docs/platform.svg').toBe(drawn);
});

test.each(pages)('links of %s lead somewhere', (page) => {
  const links = [...withoutCode(read(page)).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
  const local = links.filter((target) => !/^[a-z]+:/.test(target));
  expect(local.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

test.each(pages)('commands and codes that %s names exist', (page) => {
  const commands = new Set([...buildProgram().commands.map((command) => command.name()), 'help', 'COMMAND']);
  const named = [...read(page).matchAll(/^\s*(?:sudo )?(?:\.\/)?smartx ([a-z]+)/gm)].map(([, name = '']) => name);
  expect(named.filter((name) => !commands.has(name))).toEqual([]);
  const codes = [...read(page).matchAll(/explain ([A-Z]{2,}_[A-Z_]+)/g)].map(([, code = '']) => code);
  expect(codes.filter((code) => !(problemCodes as readonly string[]).includes(code))).toEqual([]);
});

test.each(pages.flatMap(declarationsOf))('the declaration on %s is right: %s', async (_page, _lines, text) => {
  const directory = await mkdtemp(join(tmpdir(), 'smartx-docs-'));
  try {
    const named = [...text.matchAll(/\bdirectory: '(\w+)'/g)].map(([, name = '']) => name);
    for (const name of new Set(['app', ...named])) await mkdir(join(directory, name));
    await writeFile(join(directory, 'smartx.config.ts'), text);
    const said = execFileSync(join(root, 'smartx'), ['check'], { cwd: directory, encoding: 'utf8' });
    expect(said).toContain('no problems');
  } finally {
    await rm(directory, { recursive: true });
  }
});

/** Whole declarations in a page. One with an ellipsis leaves something to the reader. */
function declarationsOf(page: string): [string, string, string][] {
  const blocks = [...read(page).matchAll(/```ts\n(import [\s\S]*?)```/g)].map(([, text = '']) => text);
  return blocks
    .filter((text) => text.includes('export default definePlatform(') && !text.includes('…'))
    .map((text) => [
      page,
      text
        .split('\n')
        .find((line) => line.includes('app:'))
        ?.trim() ?? '',
      text,
    ]);
}

function withoutCode(text: string): string {
  return text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
}

test('the table of dependencies in ARCHITECTURE.md is that of package.json', () => {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const table = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').split('## Dependencies, and why')[1] ?? '';
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(named.sort()).toEqual(Object.keys({ ...dependencies, ...optionalDependencies }).sort());
});
