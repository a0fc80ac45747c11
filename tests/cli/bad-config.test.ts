import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeDirectory, runCli } from './run-cli.ts';

interface BadConfig {
  readonly idea: string;
  readonly text: string;
  readonly code: string;
  /** Line in the file, where it can be known. */
  readonly line?: number;
  readonly says: string;
}

const badConfigs: readonly BadConfig[] = [
  {
    idea: 'malformed text',
    text: "export default {\n  domain: 'x'\n  app: 3 };\n",
    code: 'CONFIG_SYNTAX',
    line: 3,
    says: 'app: 3',
  },
  { idea: 'an enum', text: 'enum Port { App }\nexport default {};\n', code: 'CONFIG_SYNTAX', line: 1, says: 'enum' },
  {
    idea: 'a parameter property',
    text: 'class A {\n  constructor(readonly a: string) {}\n}\nexport default new A("");\n',
    code: 'CONFIG_SYNTAX',
    says: 'parameter property',
  },
  {
    idea: 'a name that is declared twice',
    text: 'const a = 1;\nconst a = 2;\nexport default {};\n',
    code: 'CONFIG_SYNTAX',
    says: "'a'",
  },
  {
    idea: 'an exception',
    text: "const a = 1;\nthrow new Error('no luck');\n",
    code: 'CONFIG_THROWS',
    line: 2,
    says: 'no luck',
  },
  { idea: 'a thrown text', text: "throw 'just words';\n", code: 'CONFIG_THROWS', says: 'just words' },
  {
    idea: 'an end of the process',
    text: '\nprocess.exit(0);\n',
    code: 'CONFIG_THROWS',
    line: 2,
    says: 'ends the process',
  },
  {
    idea: 'an end of the process in a timer, and a catch around it',
    text: 'setTimeout(() => {\n  try { process.exit(0); } catch {}\n}, 1);\nawait new Promise(() => {});\n',
    code: 'CONFIG_THROWS',
    line: 2,
    says: 'ends the process',
  },
  {
    idea: 'an exception in a timer',
    text: "setTimeout(() => {\n  throw new Error('too late');\n}, 1);\nawait new Promise(() => {});\n",
    code: 'CONFIG_THROWS',
    line: 2,
    says: 'too late',
  },
  {
    idea: 'a promise whose failure nobody handles',
    text: "Promise.reject(new Error('unheard'));\nexport default {};\n",
    code: 'CONFIG_THROWS',
    line: 1,
    says: 'unheard',
  },
  {
    idea: 'a failure that nobody handles while it waits',
    text: "setTimeout(() => Promise.reject('unheard'), 1);\nawait new Promise(() => {});\n",
    code: 'CONFIG_THROWS',
    says: 'unheard',
  },
  {
    idea: 'a missing file',
    text: "import { a } from './absent.ts';\nexport default a;\n",
    code: 'CONFIG_IMPORT_FAILED',
    says: 'absent.ts',
  },
  {
    idea: 'a missing package',
    text: "import a from 'no-such-package-here';\nexport default a;\n",
    code: 'CONFIG_IMPORT_FAILED',
    says: 'no-such-package-here',
  },
  {
    idea: 'a name that smartx does not export',
    text: "import { defineplatform } from 'smartx';\nexport default defineplatform({});\n",
    code: 'CONFIG_IMPORT_FAILED',
    line: 1,
    says: 'defineplatform',
  },
  { idea: 'an empty file', text: '', code: 'CONFIG_NO_DEFAULT_EXPORT', says: 'exports nothing' },
  {
    idea: 'only a named export',
    text: 'export const platform = {};\n',
    code: 'CONFIG_NO_DEFAULT_EXPORT',
    says: "'platform'",
  },
  { idea: 'a function', text: 'export default () => ({});\n', code: 'CONFIG_NOT_A_DECLARATION', says: 'a function' },
  {
    idea: 'a promise',
    text: 'export default Promise.resolve({});\n',
    code: 'CONFIG_NOT_A_DECLARATION',
    says: 'a promise',
  },
  { idea: 'null', text: 'export default null;\n', code: 'CONFIG_NOT_A_DECLARATION', says: 'null' },
  { idea: 'a list', text: 'export default [];\n', code: 'CONFIG_NOT_A_DECLARATION', says: 'a list' },
  { idea: 'a text', text: "export default 'foobar.com';\n", code: 'CONFIG_NOT_A_DECLARATION', says: 'a string' },
];

describe('a configuration with', () => {
  test.concurrent.each(badConfigs)('$idea', async ({ text, code, line, says }) => {
    const directory = await makeDirectory({ 'smartx.config.ts': text });
    const run = await runCli(['check', '--json', '--no-color'], { cwd: directory });
    expect(run.code).toBe(2);
    const { error } = JSON.parse(run.stdout) as {
      error: { problems: { code: string; path: string; reason: string }[] };
    };
    expect(error.problems).toHaveLength(1);
    const [problem] = error.problems;
    expect(problem?.code).toBe(code);
    expect(problem?.reason).toContain(says);
    const file = join(directory, 'smartx.config.ts');
    if (line === undefined) expect(problem?.path).toContain(file);
    else expect(problem?.path).toBe(`${file}:${line}`);
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect(run.stderr).toContain(`smartx explain ${code}`);
  });
});

describe('a path', () => {
  test.concurrent.each([
    { idea: 'that does not exist', name: 'absent.ts', code: 'CONFIG_NOT_FOUND' },
    { idea: 'of a directory', name: 'folder', code: 'CONFIG_NOT_TYPESCRIPT' },
    { idea: 'of a JavaScript file', name: 'config.js', code: 'CONFIG_NOT_TYPESCRIPT' },
    { idea: 'of a JSON file', name: 'config.json', code: 'CONFIG_NOT_TYPESCRIPT' },
  ])('$idea', async ({ name, code }) => {
    const directory = await makeDirectory({ 'folder/': '', 'config.js': 'export default {};', 'config.json': '{}' });
    const run = await runCli(['check', '--config', name], { cwd: directory });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(code);
    expect(run.stderr).toContain('→');
  });

  test('of a directory without a declaration, with one in JavaScript', async () => {
    const directory = await makeDirectory({ 'smartx.config.js': 'export default {};' });
    const { code, stderr } = await runCli(['check'], { cwd: directory });
    expect(code).toBe(2);
    expect(stderr).toContain('Rename smartx.config.js to smartx.config.ts');
  });
});
