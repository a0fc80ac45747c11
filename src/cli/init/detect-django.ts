import { debianPackages } from './debian-packages.ts';
import { type Clue, type Finding, joinClues, type ProjectFiles, pathsEnding } from './finding.ts';
import { gunicornFile } from './gunicorn-file.ts';
import { healthPaths } from './health-paths.ts';
import { releaseOf } from './procfile.ts';
import { readsVariables } from './variables.ts';

/** A project with manage.py: which package holds its settings and its WSGI application, and where static files go. */
export function detectDjango(files: ProjectFiles, sure: boolean): Finding | undefined {
  const manage = files.get('manage.py');
  if (!sure && !manage?.includes('django')) return undefined;
  const modules = readModules(files);
  const settings = settingsText(files, modules.settings);
  return joinClues('django', [
    projectClue(modules),
    buildClue(modules, manage),
    staticClue(settings, modules.settings),
    databaseClue(settings, modules.settings),
    debianPackages(files, ['django', 'gunicorn', 'mysqlclient']),
    // As a worker of its own or a pool of its own are made there.
    gunicornFile(files),
    releaseOf(files),
    readsVariables(files, /\.py$/, ['SECRET_KEY']),
    healthPaths(files, /\.py$/),
  ]);
}

interface Modules {
  readonly settings: string | undefined;
  readonly settingsFile: string;
  /** The package that wsgi.py is in. */
  readonly wsgi: string | undefined;
  readonly wsgiFile: string;
}

/** wsgi.py counts for more than manage.py, which may name the settings of a developer's machine. */
function readModules(files: ProjectFiles): Modules {
  const wsgiFile = pathsEnding(files, /^[\w/]+\/wsgi\.py$/).find((path) => files.get(path)!.includes('django'));
  const settingsFile =
    [wsgiFile, 'manage.py'].find((path) => path !== undefined && settingsIn(files.get(path)) !== undefined) ??
    'manage.py';
  return {
    settings: settingsIn(files.get(settingsFile)),
    settingsFile,
    wsgi: wsgiFile?.replace(/\/wsgi\.py$/, '').replaceAll('/', '.'),
    wsgiFile: wsgiFile ?? '',
  };
}

function settingsIn(text = ''): string | undefined {
  return /DJANGO_SETTINGS_MODULE['"]\s*(?:,|\]\s*=)\s*['"]([\w.]+)['"]/.exec(text)?.[1];
}

function projectClue({ settings, settingsFile, wsgi, wsgiFile }: Modules): Clue {
  const project = wsgi ?? settings?.split('.')[0] ?? 'project';
  const usual = `${project}.settings`;
  const named = settings !== undefined && settings !== usual;
  return {
    app: { project, ...(named ? { environment: { DJANGO_SETTINGS_MODULE: settings } } : {}) },
    found: [
      ...(settings === undefined ? [] : [{ file: settingsFile, says: `the settings are ${settings}` }]),
      ...(wsgi === undefined ? [] : [{ file: wsgiFile, says: `Gunicorn serves ${wsgi}.wsgi:application` }]),
    ],
    unknown: [
      ...(settings === undefined ? [`which settings it uses: ${usual} is written`] : []),
      ...(wsgi === undefined ? [`where its wsgi.py is: ${project}/wsgi.py is written`] : []),
    ],
  };
}

/** A build does not know the environment, and manage.py may name other settings than those of production. */
function buildClue({ settings }: Modules, manage: string | undefined): Clue {
  if (settings === undefined || settingsIn(manage) === settings) return {};
  const variables = [`DJANGO_SETTINGS_MODULE=${settings}`, 'SECRET_KEY=for-static-files-only'];
  return { app: { build: ['env', ...variables, 'python3', 'manage.py', 'collectstatic', '--noinput'] } };
}

/** The module, or all of a package of settings. */
function settingsText(files: ProjectFiles, settings: string | undefined): string {
  const path = settings?.replaceAll('.', '/') ?? 'settings';
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const parts = [...files].filter(
    ([file]) =>
      file === `${path}.py` ||
      (file.startsWith(`${path}/`) && file.endsWith('.py')) ||
      // shop/settings/production.py begins with what its neighbours say.
      (/settings\/$/.test(folder) && file.startsWith(folder) && file.endsWith('.py')),
  );
  return parts.map(([, text]) => withoutComments(text)).join('\n');
}

const withoutComments = (text: string) => text.replace(/^\s*#.*$/gm, '');

function staticClue(settings: string, module = 'the settings'): Clue {
  if (settings !== '' && !settings.includes('django.contrib.staticfiles')) {
    return { app: withoutStatic, assumed: [`no static files: ${module} does not name django.contrib.staticfiles`] };
  }
  const root = /^\s*STATIC_ROOT\s*=(.*)$/m.exec(settings)?.[1];
  if (root === undefined) {
    const want = `write STATIC_ROOT = BASE_DIR / 'staticfiles' and remove \`build\` and \`static\` here, and Nginx serves them`;
    return { app: withoutStatic, unknown: [`where static files are collected: ${module} has no STATIC_ROOT; ${want}`] };
  }
  const directory = [...root.matchAll(/['"]([\w./-]+)['"]/g)].map(([, part = '']) => part.replace(/^\/|\/$/g, ''));
  const url = /^\s*STATIC_URL\s*=.*?['"]\/?([\w./-]+?)\/?['"]\s*\)?\s*$/m.exec(settings)?.[1] ?? 'static';
  if (directory.length === 0 || directory.some((part) => part.includes('..'))) {
    return { assumed: [`static files are collected into staticfiles/: STATIC_ROOT of ${module} is made by code`] };
  }
  const path = directory.join('/');
  const isUsual = path === 'staticfiles' && url === 'static';
  return {
    ...(isUsual ? {} : { app: { static: { [`/${url}/`]: path } } }),
    assumed: [`static files are collected into ${path}/ of the application, as STATIC_ROOT says, and are at /${url}/`],
  };
}

const withoutStatic = { build: false, static: {} } as const;

function databaseClue(settings: string, module = 'the settings'): Clue {
  if (settings === '' || /DATABASE_(?:URL|HOST|NAME)|dj_database_url|env\.db|databases?\(/.test(settings)) return {};
  const engine = /['"]ENGINE['"]\s*:\s*['"]django\.db\.backends\.(\w+)['"]/.exec(settings)?.[1];
  const now = engine === undefined ? '' : ` (now ${engine})`;
  const reads = 'DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USER and DATABASE_PASSWORD';
  const tls = "{'OPTIONS': {'ssl': {'ca': os.environ['DATABASE_CA_FILE']}}}";
  const text = `how ${module} finds its database${now}: let it read ${reads}, for django.db.backends.mysql, with ${tls}`;
  return { unknown: [text] };
}
