import { debianPackages } from './debian-packages.ts';
import { type Clue, type Finding, hasDirectory, joinClues, type ProjectFiles, pathsEnding } from './finding.ts';
import { gunicornFile } from './gunicorn-file.ts';
import { healthPaths } from './health-paths.ts';
import { processType, releaseOf } from './procfile.ts';
import { readRequirements } from './requirements.ts';
import { readsVariables } from './variables.ts';

/** Whatever requires Flask, or makes an application of it. */
export function detectFlask(files: ProjectFiles, sure: boolean): Finding | undefined {
  const required = readRequirements(files)?.names.includes('flask') ?? false;
  const application = namedBy(files) ?? findApplication(files);
  if (!sure && !required && application === undefined) return undefined;
  const configured = gunicornFile(files);
  return joinClues('flask', [
    configured.app === undefined ? applicationClue(application) : configured,
    staticClue(files, application),
    debianPackages(files, ['flask', 'gunicorn', 'pymysql']),
    migrateClue(files, application),
    releaseOf(files),
    readsVariables(files, /\.py$/),
    healthPaths(files, /\.py$/),
  ]);
}

function applicationClue(application: Application | undefined): Clue {
  if (application === undefined) {
    const missing = 'where its application is: app:app is written, for `app = Flask(…)` in app.py';
    return { app: { application: 'app:app' }, unknown: [missing] };
  }
  const { file, serves } = application;
  return { app: { application: serves }, found: [{ file, says: `Gunicorn serves ${serves}` }] };
}

interface Application {
  readonly file: string;
  /** `MODULE:APPLICATION` */
  readonly serves: string;
}

/** `web: gunicorn shop:app` of a Procfile. */
function namedBy(files: ProjectFiles): Application | undefined {
  const serves = /\bgunicorn\b.*\s['"]?([\w.]+:[\w.]+(?:\(\))?)['"]?(?:\s|$)/.exec(
    processType(files, 'web') ?? '',
  )?.[1];
  return serves === undefined ? undefined : { file: 'Procfile', serves };
}

/** As in `flask --app`: an application that a module has, else a function that makes one. */
function findApplication(files: ProjectFiles): Application | undefined {
  const modules = pathsEnding(files, /\.py$/).filter(
    (path) => !/(?:^|\/)(?:tests?|migrations|docs)\//.test(path) && isImportable(files, path),
  );
  const ordered = [...modules].sort((one, other) => rank(one) - rank(other));
  for (const object of [made, factory]) {
    for (const file of ordered) {
      const name = object(files.get(file)!);
      if (name !== undefined) return { file, serves: `${moduleName(file)}:${name}` };
    }
  }
  return undefined;
}

/** From the top, by its name: each directory on the way is a package. */
function isImportable(files: ProjectFiles, path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.every((_, depth) => files.has(`${folders.slice(0, depth + 1).join('/')}/__init__.py`));
}

/** The usual names first; those deeper down last, in the order that they came in. */
function rank(path: string): number {
  const usual = ['wsgi.py', 'app.py', 'main.py', 'application.py', 'server.py', 'run.py'].indexOf(path);
  if (usual !== -1) return usual;
  return 10 * path.split('/').length + (path.endsWith('/__init__.py') ? 0 : 1);
}

function made(text: string): string | undefined {
  if (!/\bimport\b/.test(text)) return undefined;
  return /^(\w+)\s*(?::[^=\n]+)?=\s*(?:(?:flask\.)?Flask|create_app|make_app)\(/m.exec(text)?.[1];
}

function factory(text: string): string | undefined {
  const name = /^def\s+(create_app|make_app)\(/m.exec(text)?.[1];
  return name !== undefined && /\bFlask\(/.test(text) ? `${name}()` : undefined;
}

function moduleName(path: string): string {
  return path
    .replace(/\.py$/, '')
    .replace(/(?:^|\/)__init__$/, '')
    .replaceAll('/', '.');
}

/** Beside the module, Flask serves `static/` at /static/, unless it is told otherwise. */
function staticClue(files: ProjectFiles, application: Application | undefined): Clue {
  const source = application && sourceOf(files, application);
  if (source === undefined) return {};
  const isOwn = [...files].some(([path, text]) => path.endsWith('.py') && /\bstatic_(?:folder|url_path)\b/.test(text));
  const directory = source.includes('/') ? `${source.replace(/\/[^/]+$/, '')}/static` : 'static';
  if (isOwn || !hasDirectory(files, directory)) return {};
  return { app: { static: { '/static/': directory } }, assumed: [`Nginx serves ${directory}/ at /static/ by itself`] };
}

function sourceOf(files: ProjectFiles, { serves }: Application): string | undefined {
  const path = serves.replace(/:.*$/, '').replaceAll('.', '/');
  const [own, made] = [`${path}/__init__.py`, `${path}.py`].map((file) => (files.has(file) ? file : undefined));
  const from = made && /^from\s+([\w.]+)\s+import\s+.*\b(?:create_app|make_app|app)\b/m.exec(files.get(made)!)?.[1];
  const imported = from && `${from.replaceAll('.', '/')}/__init__.py`;
  return imported !== undefined && files.has(imported) ? imported : (own ?? made);
}

function migrateClue(files: ProjectFiles, application: Application | undefined): Clue {
  const names = readRequirements(files)?.names ?? [];
  if (names.includes('flask-migrate') && files.has('migrations/env.py')) {
    const serves = application === undefined ? [] : ['--app', application.serves];
    const migrate = ['flask', ...serves, 'db', 'upgrade'];
    return { app: { migrate }, found: [{ file: 'migrations/env.py', says: 'Flask-Migrate changes the schema' }] };
  }
  if (files.has('alembic.ini')) {
    return {
      // The module's package has no command (python3-alembic).
      app: { migrate: 'alembic upgrade head', packages: ['alembic'] },
      found: [{ file: 'alembic.ini', says: 'Alembic changes the schema' }],
    };
  }
  if (processType(files, 'release') !== undefined) return {};
  return { unknown: ['what makes its tables: write `migrate` if there is such a command'] };
}
