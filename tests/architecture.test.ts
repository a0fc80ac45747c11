// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples below are code in strings, on purpose
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
  readonly source: string;
  /** The source without comments. */
  readonly text: string;
  readonly imports: readonly string[];
}

const importForms = [/^(?:import|export)\b[^;]*?\bfrom '([^']+)'/gm, /^import '([^']+)'/gm, /\bimport\('([^']+)'\)/g];

const files = globSync('{src,agent}/**/*.{ts,js}', { cwd: root }).sort().map(readSource);

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const found = importForms.flatMap((form) => [...text.matchAll(form)].map(([, specifier = '']) => specifier));
  const imports = found.map((specifier) =>
    specifier.startsWith('.') ? relative(root, join(root, dirname(path), specifier)) : specifier,
  );
  return { path, part: partOf(path), source: text, text: withoutComments(text), imports };
}

function partOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second.replace(/\.ts$/, '') : top;
}

/**
 * Our code without comments and without the text of strings: words in them are not ours to judge. What stands in
 * `${…}` is code and stays.
 */
function withoutComments(text: string): string {
  return codeOf(text, false);
}

function withoutTexts(text: string): string {
  return codeOf(text, true);
}

function codeOf(text: string, dropTexts: boolean): string {
  let code = '';
  // Braces that are open since each `${`; a template inside of one goes one level deeper.
  const depths: number[] = [];
  let at = 0;
  const template = (from: number): number => {
    let end = from;
    while (end < text.length) {
      if (text[end] === '\\') end += 2;
      else if (text[end] === '`') return keep(from, end + 1);
      else if (text.startsWith('${', end)) {
        depths.push(0);
        return keep(from, end + 2);
      } else end += 1;
    }
    return end;
  };
  const keep = (from: number, to: number): number => {
    code += dropTexts ? ' ' : text.slice(from, to);
    return to;
  };
  while (at < text.length) {
    const next = text[at] as string;
    const ends = /[\w)\]]\s*$/.test(code.slice(-40)) && !/\b(?:return|typeof|case)\s*$/.test(code.slice(-40));
    const expression = /^\/(?![/*])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/.exec(text.slice(at, at + 400));
    if (text.startsWith('//', at)) at = end(text.indexOf('\n', at));
    else if (text.startsWith('/*', at)) at = end(text.indexOf('*/', at) + 1) + 1;
    else if (next === "'" || next === '"') {
      const quoted = new RegExp(`${next}(?:[^${next}\\\\\\n]|\\\\.)*${next}`, 'y');
      quoted.lastIndex = at;
      at = keep(at, at + (quoted.exec(text)?.[0].length ?? 1));
    } else if (next === '`') at = template(at + 1);
    else if (next === '/' && expression !== null && !ends) at = keep(at, at + expression[0].length);
    else if (next === '}' && depths.at(-1) === 0) {
      depths.pop();
      at = template(at + 1);
    } else {
      if (depths.length > 0 && next === '{') depths.push((depths.pop() ?? 0) + 1);
      if (depths.length > 0 && next === '}') depths.push((depths.pop() ?? 0) - 1);
      code += next;
      at += 1;
    }
  }
  return code;

  function end(found: number): number {
    return found <= 0 ? text.length : found;
  }
}

/** What each part may import besides itself. Packages are named; `node:` is allowed where `effects` says so. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  problems: [],
  declaration: ['problems', 'zod', 'ipaddr.js'],
  platform: ['problems', 'declaration'],
  // The agent's configuration is a contract between it and us; only its types are taken.
  services: ['platform', 'overview', 'agent/config', 'agent/backup/config', 'ipaddr.js'],
  compile: ['platform', 'services'],
  plan: ['platform', 'services'],
  promises: ['platform', 'services', 'plan'],
  overview: ['platform'],
  load: [],
  drills: ['platform', 'load/request-record'],
  index: ['declaration'],
  process: ['problems'],
  transport: ['process', 'p-limit', 'plan/shell-words'],
  journal: ['problems'],
  lab: ['problems', 'process', 'p-limit'],
  operations: [
    'problems',
    'platform',
    'overview',
    'services',
    'compile',
    'plan',
    'promises',
    'drills',
    'load',
    'transport',
    'journal',
    'lab',
    'process',
    'agent',
    'age-encryption',
    'tar-stream',
    'diff',
    'ignore',
    'p-limit',
  ],
  cli: [
    'problems',
    'declaration',
    'platform',
    'overview',
    'services',
    'compile',
    'plan',
    'promises',
    'drills',
    'load',
    'transport',
    'lab',
    'overview',
    'operations',
    'agent',
    'package.json',
    'commander',
    'log-update',
  ],
  agent: ['mysql2', 'esbuild', 'zod/mini', 'zod/v4/core'],
};

const pureParts = [
  'problems',
  'declaration',
  'platform',
  'services',
  'compile',
  'plan',
  'promises',
  'drills',
  'overview',
  'index',
];
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

  test('nothing is allowed that nobody needs', () => {
    const needed = (part: string, entry: string) =>
      files
        .filter((file) => file.part === part)
        .some(({ imports }) => imports.some((name) => isAllowed(name, part, [entry]) && !isAllowed(name, part, [])));
    const unused = Object.entries(mayImport).flatMap(([part, allowed]) =>
      allowed.filter((entry) => !needed(part, entry)).map((entry) => `${part}: ${entry}`),
    );
    expect(unused).toEqual([]);
  });

  test('of the lab others know its interface alone', () => {
    const inside = (path: string) => path.startsWith('src/lab/');
    const wrong = files
      .filter(({ path }) => !inside(path))
      .flatMap(({ path, imports }) =>
        imports.filter((name) => inside(name) && name !== 'src/lab/lab.ts').map((name) => `${path} imports ${name}`),
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

test('the dashboard decides nothing: of ours it knows the overview alone', () => {
  const page = globSync('dashboard/page/**/*.{ts,tsx}', { cwd: root }).map(readSource);
  const packages = ['preact', 'preact/hooks', 'uplot', 'uplot/dist/uPlot.min.css'];
  const isAllowed = (name: string) => /^(dashboard\/page|src\/overview)\//.test(name) || packages.includes(name);
  const wrong = page.flatMap(({ path, imports }) =>
    imports.filter((name) => !isAllowed(name)).map((name) => `${path} imports ${name}`),
  );
  expect(page.length).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
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

const impurities = [
  ['waits', /\basync\b|\bawait\b|\bPromise\b/],
  ['reads the clock', /\bDate\b|\bperformance\b|\bset(?:Timeout|Interval|Immediate)\b/],
  ['is random', /\bMath\.random\b|\bcrypto\b/],
  ['prints', /\bconsole\./],
  ['reaches out', /\bprocess\.|\bfetch\(|\bglobalThis\b/],
] as const;

describe('from the problems to the plan everything is pure', () => {
  test.each(impurities)('nothing %s', (_what, words) => {
    expect(pure.filter(({ source }) => words.test(withoutTexts(source))).map(({ path }) => path)).toEqual([]);
  });

  test.each([
    '`serial ${Date.now()}`',
    '`a ${`b ${await c} ` + "}"} d`',
    "const path = '/etc/*.wants/*'; await x; const other = '/*';",
    'const late = new Date;',
    'const a = b / c; setInterval(d, 1 / 2);',
  ])('it sees what %s does', (source) => {
    expect(impurities.some(([, words]) => words.test(withoutTexts(source)))).toBe(true);
  });

  test.each(["'await'", '`Date ${x} fetch(`', '// async', '/* await */ const a = /await/;'])(
    'it leaves %s alone',
    (source) => {
      expect(impurities.some(([, words]) => words.test(withoutTexts(source)))).toBe(false);
    },
  );
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

test('a restore removes no backup: it might be the one that it restores from', () => {
  const reached = new Set(['agent/backup/run-restore.ts']);
  // A set goes on with what is added to it on the way.
  for (const path of reached)
    for (const one of files.find((file) => file.path === path)?.imports ?? []) reached.add(one);
  expect(reached).toContain('agent/backup/take-full.ts');
  expect(reached).not.toContain('agent/backup/prune.ts');
});

test('commands are lists of words, never a line for a shell', () => {
  const shells = files.filter(({ text }) => /\bexecSync\b|\bshell: true\b/.test(text)).map(({ path }) => path);
  expect(shells).toEqual([]);
});

test('names say what is inside', () => {
  const empty = files.filter(({ path }) =>
    /(^|\/)(utils?|common|helpers?|types|core|misc|manager)(\/|\.ts$)/.test(path),
  );
  const notKebab = files.filter(({ path }) => !/^[a-z0-9/-]+\.(?:ts|js)$/.test(path));
  expect([...empty, ...notKebab].map(({ path }) => path)).toEqual([]);
});

test('no folder is deeper than three below src', () => {
  expect(files.map(({ path }) => path).filter((path) => path.split('/').length > 5)).toEqual([]);
});
