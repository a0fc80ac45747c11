import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPlatform } from '../../src/cli/init/create-platform.ts';
import { frameworks } from '../../src/cli/init/finding.ts';
import { checkout, makeDirectory, runCli } from './run-cli.ts';

const compiler = join(checkout, 'node_modules/.bin/tsc');
const typeCheck = (directory: string) => execFileSync(compiler, ['--noEmit', '-p', directory], { encoding: 'utf8' });

describe('a new platform', () => {
  test('has no problems and says what to type next', async () => {
    const cwd = await makeDirectory();
    const { code, stdout, stderr } = await runCli(['init', 'shop'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`cd shop && ${join(checkout, 'smartx')} check`);
    expect(existsSync(join(cwd, 'shop/app/src/main.ts'))).toBe(true);
    expect((await runCli(['check'], { cwd: join(cwd, 'shop') })).code).toBe(0);
  });

  test.each(frameworks)('with a sample for %s: all that belongs to it, and nothing else', async (framework) => {
    const directory = join(await makeDirectory({ '.git/': '', LICENSE: 'MIT\n' }), 'shop');
    const { files } = await createPlatform(directory, framework);
    expect(files).toEqual(['.gitignore', 'README.md', 'app/', 'smartx.config.ts', 'tsconfig.json']);
    const copied = await readdir(join(directory, 'app'), { recursive: true, withFileTypes: true });
    expect(copied.filter((entry) => entry.isSymbolicLink())).toEqual([]);
    expect(copied.map(({ name }) => name)).toContain('README.md');
    for (const { name } of copied) expect(name).not.toMatch(/^(?:node_modules|tests|__pycache__|.*\.pyc)$/);
    // A page of the sample leads to nothing that was not copied with it.
    expect(await readFile(join(directory, 'app/README.md'), 'utf8')).not.toContain('](../');
    expect(typeCheck(directory)).toBe('');
    const { code, stderr } = await runCli(['check'], { cwd: directory });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('an editor says what is wrong', async () => {
    const cwd = await makeDirectory();
    await createPlatform(cwd, 'node');
    const config = join(cwd, 'smartx.config.ts');
    await writeFile(config, (await readFile(config, 'utf8')).replace('domain:', 'domian:'));
    expect(() => typeCheck(cwd)).toThrow(expect.objectContaining({ stdout: expect.stringContaining('domian') }));
  });

  test('an unknown framework is named beside those that there are', async () => {
    const { code, stderr } = await runCli(['init', '--framework', 'rails'], { cwd: await makeDirectory() });
    expect(code).toBe(2);
    expect(stderr).toContain('node, flask, django, command');
  });
});

const projects = {
  node: {
    'package.json': '{ "scripts": { "start": "next start", "build": "next build" }, "dependencies": { "next": "16" } }',
    'lib/pay.js': "process.env.STRIPE_KEY, process.env.DB_PASSWORD, process.env.SESSION_SECRET, say('it\\'s')",
  },
  flask: {
    'backend/shop/__init__.py': 'from flask import Flask\ndef create_app():\n    return Flask(__name__)\n',
    'backend/shop/static/style.css': '',
    'backend/requirements.txt': 'flask\nflask-migrate\nrarely-seen\n',
    'backend/migrations/env.py': '',
  },
  django: {
    'manage.py': "import django\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.conf')\n",
    'shop/wsgi.py': 'import django\n',
    'shop/conf.py': "INSTALLED_APPS = ['django.contrib.staticfiles']\nSECRET_KEY = os.environ['SECRET_KEY']\n",
  },
  command: { Procfile: 'web: bin/serve --title "It\'s a shop" && true\n' },
};

describe('a project that is there already', () => {
  test.each(frameworks)('%s: gets a declaration without problems, and nothing else', async (framework) => {
    const cwd = await makeTree(projects[framework]);
    const before = await readdir(cwd);
    const { code, stdout, stderr } = await runCli(['init', '--json'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ framework, directory: cwd, files: ['smartx.config.ts'] });
    expect((await readdir(cwd)).sort()).toEqual([...before, 'smartx.config.ts'].sort());
    const checked = await runCli(['check'], { cwd });
    expect({ code: checked.code, stderr: checked.stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('says what was found and where, what was assumed, and what is not known', async () => {
    const cwd = await makeTree(projects.flask);
    const { stdout } = await runCli(['init'], { cwd });
    const [found = ''] = stdout.replace(cwd, '/shop').split('  Next:');
    expect(found).toMatchInlineSnapshot(`
      "✓ /shop/smartx.config.ts: a Flask application

        Found:
          backend/shop/__init__.py   Gunicorn serves shop:create_app()
          backend/requirements.txt   it requires 3 packages
          backend/migrations/env.py  Flask-Migrate changes the schema

        Assumed; correct it there if it is not so:
          Nginx serves shop/static/ at /static/ by itself
          Debian's versions will do, whatever requirements.txt says
          these Debian packages are guessed from their names: python3-rarely-seen

        Not known; say it there:
          its health path: / is written, which must answer 200 for its hosts to get requests; better give it /healthz (it is alive) and /readyz (it can serve)

      "
    `);
  });

  test('the declaration says it, too', async () => {
    const cwd = await makeTree(projects.node);
    await runCli(['init'], { cwd });
    expect(await readFile(join(cwd, 'smartx.config.ts'), 'utf8')).toMatchInlineSnapshot(`
      "import { definePlatform, node } from 'smartx';

      /** Everything else has a sensible default; an editor shows what can be written, and \`smartx check\` what is wrong. */
      export default definePlatform({
        domain: 'example.test',
        // Assumed: its packages may have any version that package.json allows: there is no lockfile.
        // Assumed: the script build needs the development packages, which are removed after it.
        // Assumed: DB_PASSWORD is what Smartx gives as DATABASE_PASSWORD.
        // Assumed: SESSION_SECRET may be any random text, which Smartx makes.
        // Not known: what makes its tables: write \`migrate\` if there is such a command.
        // Not known: values of variables that it reads: STRIPE_KEY. What it needs belongs in \`environment\`, or in
        //   \`secrets\`.
        // Not known: its health path: / is written, which must answer 200 for its hosts to get requests; better give it
        //   /healthz (it is alive) and /readyz (it can serve).
        app: node({
          directory: '.',
          build: ['sh', '-c', 'npm install && npm run build && npm prune --omit=dev'],
          start: 'node_modules/.bin/next start -H $HOST',
          health: '/',
          ready: '/',
          environment: { DB_PASSWORD: '$DATABASE_PASSWORD' },
          secrets: [{ name: 'SESSION_SECRET', generate: true }],
        }),
        // Another machine's mount, or a repository of restic, survives the loss of these hosts, too.
        database: { backup: { target: { directory: '/var/backups/smartx' } } },
      });
      "
    `);
  });

  test('where nothing tells what it is: what was looked for, and what to type', async () => {
    const cwd = await makeDirectory({ 'main.c': '' });
    const { code, stdout, stderr } = await runCli(['init'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/manage\.py \(Django\)[\s\S]*init --framework command/);
    expect(await readdir(cwd)).toEqual(['main.c']);
  });

  test('two applications: their directories, and what to type', async () => {
    const cwd = await makeTree({ 'site/Procfile': 'web: x\n', 'api/Procfile': 'web: y\n' });
    const { code, stderr } = await runCli(['init'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/api \(command\), site \(command\)[\s\S]*init api/);
  });

  test('a declaration is not overwritten', async () => {
    const cwd = await makeDirectory({ 'smartx.config.ts': '// mine\n' });
    const { code, stdout, stderr } = await runCli(['init'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('exists already');
    expect(await readFile(join(cwd, 'smartx.config.ts'), 'utf8')).toBe('// mine\n');
    expect(await readdir(cwd)).toEqual(['smartx.config.ts']);
  });
});

async function makeTree(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await makeDirectory();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  return directory;
}
