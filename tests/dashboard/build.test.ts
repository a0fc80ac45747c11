import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

const configFile = fileURLToPath(new URL('../../dashboard/vite.config.ts', import.meta.url));

let scratch: string;
let files: ReadonlyMap<string, Buffer>;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'smartx-dashboard-'));
  files = await build('first');
});
afterAll(() => rm(scratch, { recursive: true }));

async function build(name: string): Promise<ReadonlyMap<string, Buffer>> {
  const { build: viteBuild } = await import('vite');
  const outDir = join(scratch, name);
  await viteBuild({ configFile, logLevel: 'warn', build: { outDir } });
  const found = await readdir(outDir, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(paths.sort().map(async (path) => [path.slice(outDir.length + 1), await readFile(path)] as const)),
  );
}

test('all of the page together has less than 100 kB, compressed', () => {
  const sizes = [...files.values()].map((content) => gzipSync(content).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000);
});

test('the same sources give the same bytes', async () => {
  expect(await build('second')).toEqual(files);
});

test('whatever may be kept for good has a name of its contents', () => {
  const names = [...files.keys()].filter((name) => name !== 'index.html');
  expect(names.length).toBeGreaterThan(1);
  expect(names.filter((name) => !/^assets\/[a-z]+-[\w-]{8}\.(?:js|css|svg)$/.test(name))).toEqual([]);
});

test('nothing stands inside of the page that a strict policy forbids, and nothing comes from elsewhere', () => {
  const html = files.get('index.html')?.toString() ?? '';
  expect(html).toMatch(/<script type="module"[^>]* src="\.\/assets\//);
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/);
  expect(html).not.toMatch(/(?:src|href)="(?!\.\/)/);
  const css = [...files].filter(([name]) => name.endsWith('.css')).map(([, content]) => content.toString());
  expect(css.join('')).not.toMatch(/url\((?!\.)|@import/);
});
