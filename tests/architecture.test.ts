import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

// The rules of ARCHITECTURE.md, read from the imports themselves. A change that needs another rule changes it here and
// there, with its reason.

const root = fileURLToPath(new URL('..', import.meta.url));

interface SourceFile {
  /** From the root of the checkout: `src/plan/diff.ts`. */
  readonly path: string;
  /** First folder below src, or the file itself: `plan`, `compile`. */
  readonly part: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const importForms = [/^(?:import|export)\b[^;]*?\bfrom '([^']+)'/gm, /^import '([^']+)'/gm, /\bimport\('([^']+)'\)/g];

const files = globSync('{src,agent}/**/*.ts', { cwd: root }).sort().map(readSource);

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const found = importForms.flatMap((form) => [...text.matchAll(form)].map(([, specifier = '']) => specifier));
  const imports = found.map((specifier) =>
    specifier.startsWith('.') ? relative(root, join(root, dirname(path), specifier)) : specifier,
  );
  return { path, part: partOf(path), text: withoutComments(text), imports };
}

function partOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second.replace(/\.ts$/, '') : top;
}

/** Enough for looking for words: no string of ours holds a comment's beginning. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
}

/** What each part may import besides itself. Packages are named; `node:` is allowed where `effects` says so. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  problems: [],
  declaration: ['problems', 'zod', 'ipaddr.js', 'cron-parser'],
  platform: ['problems', 'declaration', 'ipaddr.js'],
  // The agent's configuration is a contract between it and us; only its types are taken.
  services: ['platform', 'declaration', 'agent/config', 'ipaddr.js'],
  compile: ['platform', 'services'],
  plan: ['platform', 'services', 'compile'],
  index: ['declaration'],
  transport: ['p-limit'],
  journal: ['operations/failure'],
  lab: ['p-limit'],
  operations: [
    'problems',
    'platform',
    'services',
    'compile',
    'plan',
    'transport',
    'journal',
    'lab',
    'agent',
    'tar-stream',
    'ignore',
    'p-limit',
  ],
  cli: [
    'problems',
    'declaration',
    'platform',
    'services',
    'compile',
    'plan',
    'transport',
    'lab',
    'operations',
    'agent',
    'package.json',
    'commander',
    'log-update',
  ],
  agent: ['mysql2', 'mysql2/promise', 'esbuild', 'zod/mini', 'zod/v4/core'],
};

const pureParts = ['problems', 'declaration', 'platform', 'services', 'compile', 'plan', 'index'];
const pure = files.filter(({ part }) => pureParts.includes(part));

describe('who may import whom', () => {
  test.each(Object.keys(mayImport))('%s', (part) => {
    const allowed = mayImport[part] ?? [];
    const wrong = files
      .filter((file) => file.part === part)
      .flatMap(({ path, imports }) =>
        imports.filter((name) => !isAllowed(name, part, allowed)).map((name) => `${path} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  test('every part has a rule', () => {
    expect([...new Set(files.map(({ part }) => part))].filter((part) => !(part in mayImport))).toEqual([]);
  });

  function isAllowed(name: string, part: string, allowed: readonly string[]): boolean {
    if (name.startsWith('node:')) return !pureParts.includes(part);
    if (!/^(src|agent)\//.test(name)) return allowed.includes(name);
    const target = partOf(name);
    return target === part || allowed.includes(target) || allowed.includes(name.replace(/^src\/|\.ts$/g, ''));
  }
});

test('of the agent only types get into the services', () => {
  const values = files
    .filter(({ part }) => part === 'services')
    .filter(({ text }) => /^import (?!type\b)[^;]*\/agent\//m.test(text));
  expect(values.map(({ path }) => path)).toEqual([]);
});

test('a service never imports another one', () => {
  const serviceOf = (path: string) => /^src\/services\/([^/]+)\//.exec(path)?.[1];
  const wrong = files
    .filter(({ path }) => serviceOf(path) !== undefined)
    .flatMap(({ path, imports }) =>
      imports
        .filter((name) => serviceOf(name) !== undefined && serviceOf(name) !== serviceOf(path))
        .map((name) => `${path} imports ${name}`),
    );
  expect(wrong).toEqual([]);
});

describe('from the problems to the plan everything is pure', () => {
  test.each([
    ['waits', /\basync\b|\bawait\b|\bPromise\b/],
    ['reads the clock', /\bnew Date\(\)|\bDate\.now\b|\bperformance\b|\bsetTimeout\b/],
    ['is random', /\bMath\.random\b|\bcrypto\b/],
    ['prints', /\bconsole\./],
    ['looks at the process', /\bprocess\./],
  ])('nothing %s', (_what, words) => {
    expect(pure.filter(({ text }) => words.test(withoutTexts(text))).map(({ path }) => path)).toEqual([]);
  });

  /** Configuration that is rendered may well say `process` or `async`; only our own code counts. */
  function withoutTexts(text: string): string {
    return text.replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''");
  }
});

test('only the command line and programs of their own print', () => {
  const mayPrint = ['src/lab/publish-proxy.ts', 'agent/'];
  const printing = files
    .filter(({ text }) => /\bconsole\.(log|info|warn|error)\(|\bprocess\.std(out|err)\b/.test(text))
    .map(({ path }) => path);
  expect(
    printing.filter((path) => !path.startsWith('src/cli/') && !mayPrint.some((name) => path.startsWith(name))),
  ).toEqual([]);
});

test('commands are lists of words, never a line for a shell', () => {
  const shells = files.filter(({ text }) => /\bexecSync\b|\bshell: true\b/.test(text)).map(({ path }) => path);
  expect(shells).toEqual([]);
});

test('names say what is inside', () => {
  const empty = files.filter(({ path }) =>
    /(^|\/)(utils?|common|helpers?|types|core|misc|manager)(\/|\.ts$)/.test(path),
  );
  const notKebab = files.filter(({ path }) => !/^[a-z0-9/-]+\.ts$/.test(path));
  expect([...empty, ...notKebab].map(({ path }) => path)).toEqual([]);
});

test('no folder is deeper than three below src', () => {
  expect(files.map(({ path }) => path).filter((path) => path.split('/').length > 5)).toEqual([]);
});
