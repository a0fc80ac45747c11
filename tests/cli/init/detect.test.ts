import { describe, expect, test } from 'vitest';
import { detect } from '../../../src/cli/init/detect.ts';
import type { Framework } from '../../../src/cli/init/finding.ts';

/** What is found at the top of a project with these files. */
function find(files: Record<string, string>, framework?: Framework) {
  const found = detect(new Map(Object.entries(files)), framework);
  expect(found).toHaveLength(1);
  return found[0]!;
}

const manage = "import django\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n";
const settings = `
INSTALLED_APPS = ['django.contrib.staticfiles']
DATABASES = {'default': {'ENGINE': 'django.db.backends.mysql', 'NAME': os.environ['DATABASE_NAME']}}
STATIC_URL = 'static/'
STATIC_ROOT = BASE_DIR / 'staticfiles'
`;
const project = { 'manage.py': manage, 'shop/settings.py': settings, 'shop/wsgi.py': manage };

describe('django', () => {
  test('manage.py, settings and wsgi.py of one package', () => {
    const { framework, directory, app, found, unknown } = find({
      ...project,
      'requirements.txt': 'Django==5.2\nmysqlclient\nPillow>=10  # pictures\n',
      'shop/urls.py': "urlpatterns = [path('healthz', alive), path('readyz', ready)]",
    });
    expect({ framework, directory, app, unknown }).toEqual({
      framework: 'django',
      directory: '.',
      app: { project: 'shop', packages: ['python3-pil'] },
      unknown: [],
    });
    expect(found).toContainEqual({ file: 'shop/wsgi.py', says: 'Gunicorn serves shop.wsgi:application' });
  });

  test('wsgi.py knows the settings of production', () => {
    const { app } = find({
      'manage.py': manage.replace('shop.settings', 'config.settings.local'),
      'config/wsgi.py': manage.replace('shop.settings', 'config.settings.production'),
      'config/settings/base.py': settings,
      'config/settings/production.py': 'from .base import *',
    });
    expect(app).toMatchObject({
      project: 'config',
      environment: { DJANGO_SETTINGS_MODULE: 'config.settings.production' },
    });
    expect(app.build).toContain('DJANGO_SETTINGS_MODULE=config.settings.production');
    expect(find(project).app).not.toHaveProperty('build');
  });

  test('static files elsewhere, nowhere, or not at all', () => {
    const withSettings = (text: string) => find({ ...project, 'shop/settings.py': text });
    const elsewhere = settings.replace("BASE_DIR / 'staticfiles'", "os.path.join(BASE_DIR, 'var', 'assets')");
    expect(withSettings(elsewhere.replace("'static/'", "'/assets/'")).app.static).toEqual({ '/assets/': 'var/assets' });
    const nowhere = withSettings(settings.replace(/STATIC_ROOT.*/, "# STATIC_ROOT = '/tmp'"));
    expect(nowhere.app).toMatchObject({ build: false, static: {} });
    expect(nowhere.unknown.join()).toContain('shop.settings has no STATIC_ROOT');
    const none = withSettings(settings.replace('django.contrib.staticfiles', 'shop'));
    expect(none.app).toMatchObject({ build: false, static: {} });
  });

  test('says that a database is written into the settings, or of another kind', () => {
    const own =
      "INSTALLED_APPS = ['django.contrib.staticfiles']\nDATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3'}}";
    const { unknown, app } = find({
      ...project,
      'shop/settings.py': own,
      'requirements.txt': 'django\npsycopg2-binary\n',
    });
    expect(unknown.join('\n')).toMatch(
      /how shop\.settings finds its database \(now sqlite3\)[\s\S]*names psycopg2-binary/,
    );
    expect(app.packages).toBeUndefined();
  });

  test('its key is not declared twice, since django() brings it', () => {
    const { app } = find({ ...project, 'shop/settings.py': `${settings}SECRET_KEY = os.environ['SECRET_KEY']` });
    expect(app.secrets).toBeUndefined();
  });

  test('counts for more than a package.json beside it', () => {
    expect(find({ ...project, 'package.json': '{"scripts":{"start":"webpack serve"}}' }).framework).toBe('django');
  });
});

describe('flask', () => {
  test('an application that a module has', () => {
    const { framework, app } = find({
      'app.py': 'from flask import Flask\napp = Flask(__name__)\n',
      'requirements.txt': 'flask\nFlask_WTF\nrequests\n',
      'static/style.css': '',
    });
    expect({ framework, app }).toEqual({
      framework: 'flask',
      app: {
        application: 'app:app',
        packages: ['python3-flaskext.wtf', 'python3-requests'],
        static: { '/static/': 'static' },
        health: '/',
        ready: '/',
      },
    });
  });

  test('a function that makes one, and migrations', () => {
    const { app } = find({
      'shop/__init__.py': 'from flask import Flask\n\ndef create_app():\n    app = Flask(__name__)\n    return app\n',
      'shop/static/style.css': '',
      'migrations/env.py': '',
      'pyproject.toml':
        '[project]\nname = "shop"\ndependencies = [\n  "flask>=3",\n  "flask-migrate",\n]\n[tool.x]\ny = 1\n',
    });
    expect(app).toMatchObject({
      application: 'shop:create_app()',
      migrate: ['flask', '--app', 'shop:create_app()', 'db', 'upgrade'],
      packages: ['python3-flask-migrate'],
      static: { '/static/': 'shop/static' },
    });
  });

  test('wsgi.py before the package, and its static files are those of the package', () => {
    const { app } = find({
      'shop/__init__.py': 'from flask import Flask\ndef create_app():\n    return Flask(__name__)\n',
      'shop/static/style.css': '',
      'wsgi.py': 'from shop import create_app\napp = create_app()\n',
      'alembic.ini': '',
      'requirements.txt': '-r more.txt\n',
      'more.txt': 'flask\n-r requirements.txt\n-r more.txt\n',
    });
    expect(app).toMatchObject({
      application: 'wsgi:app',
      migrate: 'alembic upgrade head',
      packages: ['alembic'],
      static: { '/static/': 'shop/static' },
    });
  });

  test('gunicorn.conf.py says it all', () => {
    const { app } = find({
      'ledger/__init__.py': 'from flask import Flask\ndef create_app():\n    return Flask(__name__)\n',
      'gunicorn.conf.py': 'wsgi_app = "ledger:create_app()"\n',
    });
    expect(app).toMatchObject({ start: 'gunicorn' });
    expect(app).not.toHaveProperty('application');
  });

  test('a module that cannot be imported from here is no application of this directory', () => {
    const files = { 'site/shop/__init__.py': 'from flask import Flask\napp = Flask(__name__)\n' };
    expect(find(files)).toMatchObject({ directory: 'site', app: { application: 'shop:app' } });
  });

  test('the Procfile counts for more', () => {
    const { app } = find({
      'app.py': 'from flask import Flask\napp = Flask(__name__)\n',
      Procfile: 'web: gunicorn -w 4 other:site --log-file -\nrelease: python3 tables.py && python3 rows.py\n',
    });
    expect(app).toMatchObject({
      application: 'other:site',
      migrate: ['sh', '-c', 'python3 tables.py && python3 rows.py'],
    });
  });

  test('says which names of packages were guessed', () => {
    const { app, assumed } = find({
      'app.py': '',
      Pipfile: '[packages]\nflask = "*"\nrarely-seen = "*"\n[dev-packages]\nblack = "*"\n',
    });
    expect(app.packages).toEqual(['python3-rarely-seen']);
    expect(assumed.join()).toContain('guessed from their names: python3-rarely-seen');
  });
});

describe('node', () => {
  const server = { 'server.js': 'require("express")().listen(process.env.PORT); app.get("/healthz", alive)' };
  const withPackage = (json: object, more: Record<string, string> = {}) =>
    find({ 'package.json': JSON.stringify(json), ...server, ...more });

  test('the script start, without npm', () => {
    const { framework, app, found } = withPackage(
      { scripts: { start: 'NODE_ENV=production CACHE=off node server.js' }, dependencies: { express: '5' } },
      { 'package-lock.json': '' },
    );
    expect({ framework, app }).toEqual({
      framework: 'node',
      app: { start: 'node server.js', environment: { CACHE: 'off' }, ready: '/healthz' },
    });
    expect(found).toContainEqual({ file: 'package.json', says: 'it depends on express' });
  });

  test('a program of a package, and a script that only a shell can run', () => {
    const next = withPackage({ scripts: { start: 'next start', build: 'next build' }, dependencies: { next: '16' } });
    expect(next.app).toMatchObject({
      start: 'node_modules/.bin/next start -H $HOST',
      build: ['sh', '-c', 'npm install && npm run build && npm prune --omit=dev'],
    });
    expect(next.assumed.join()).toContain('there is no lockfile');
    expect(withPackage({ scripts: { start: 'node a.js && node b.js' } }).app.start).toBe('npm start');
  });

  test('no script: what npm would start, or main', () => {
    expect(withPackage({}).app.start).toBe('node server.js');
    expect(find({ 'package.json': '{"main":"./lib/x.js"}', 'lib/x.js': '' }).app.start).toBe('node lib/x.js');
  });

  test.each([
    ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile --prod'],
    ['yarn.lock', 'yarn install --frozen-lockfile --production'],
    ['package-lock.json', undefined],
  ])('%s', (lockfile, build) => {
    expect(withPackage({}, { [lockfile]: '' }).app.build).toBe(build);
  });

  test('says what does not fit', () => {
    const { unknown } = find({
      'package.json': JSON.stringify({ main: 'a.js', engines: { node: '^20' }, dependencies: { pg: '8' } }),
      'a.js': 'http.createServer().listen(3000)',
    });
    const text = unknown.join('\n');
    for (const part of ['$PORT', 'Node 24', 'names pg', 'migrate', 'health path']) expect(text).toContain(part);
  });

  test('migrations by a script or by a tool', () => {
    expect(withPackage({ scripts: { migrate: 'node tables.js' } }).app.migrate).toBe('node tables.js');
    expect(withPackage({ scripts: { 'db:migrate': 'knex migrate:latest' } }).app.migrate).toEqual([
      'npm',
      'run',
      'db:migrate',
    ]);
    expect(withPackage({ dependencies: { prisma: '6' } }).app.migrate).toBe('node_modules/.bin/prisma migrate deploy');
  });

  test('a package.json of tools alone is no application', () => {
    expect(detect(new Map([['package.json', '{"devDependencies":{"prettier":"3"}}']]))).toEqual([]);
    for (const text of ['{ not JSON', '[]', 'null', '{"scripts":[1],"main":7}', '{"scripts":{"start":1}}']) {
      expect(detect(new Map([['package.json', text]]))).toEqual([]);
    }
  });
});

describe('variables', () => {
  test('those that Smartx gives under another name, those that it makes, and the others', () => {
    const { app, unknown } = find({
      'package.json': '{"scripts":{"start":"node a.js"}}',
      'a.js':
        "const { env } = process; connect(process.env.DB_HOST, process.env['MYSQL_PASSWORD'], process.env.DATABASE_URL, process.env.SESSION_SECRET, process.env.STRIPE_KEY, process.env.PORT)",
      'tests/a.test.js': 'process.env.ONLY_IN_TESTS',
    });
    expect(app.environment).toEqual({ DB_HOST: '$DATABASE_HOST', MYSQL_PASSWORD: '$DATABASE_PASSWORD' });
    expect(app.secrets).toEqual([{ name: 'SESSION_SECRET', generate: true }]);
    expect(unknown.join()).toMatch(/it reads: STRIPE_KEY\. /);
  });
});

describe('any other', () => {
  test('a Procfile', () => {
    const { framework, app } = find({ Procfile: 'web: bundle exec puma -p $PORT\nrelease: rake db:migrate\n' });
    expect({ framework, app }).toEqual({
      framework: 'command',
      app: { start: 'bundle exec puma -p $PORT', migrate: 'rake db:migrate', health: '/', ready: '/' },
    });
  });

  test('what was said to be is believed, and what is missing is named', () => {
    expect(find({ 'main.php': '' }, 'command').unknown[0]).toContain('what starts it');
    expect(find({ 'main.py': '' }, 'flask').app.application).toBe('app:app');
    expect(find({ 'main.py': '' }, 'django').unknown.join()).toContain('which settings it uses');
    expect(find({ 'main.c': '' }, 'node').unknown.join()).toContain('what starts it');
    expect(detect(new Map([['main.c', '']]))).toEqual([]);
  });

  test('in a directory below, or in several', () => {
    const below = { 'backend/package.json': '{"scripts":{"start":"node a.js"}}', 'notes.txt': '' };
    expect(find(below)).toMatchObject({ directory: 'backend', framework: 'node' });
    const both = new Map(Object.entries({ ...below, 'site/manage.py': manage }));
    expect(detect(both).map(({ directory, framework }) => [directory, framework])).toEqual([
      ['backend', 'node'],
      ['site', 'django'],
    ]);
    expect(detect(both, 'django').map(({ directory }) => directory)).toEqual(['site']);
  });
});
