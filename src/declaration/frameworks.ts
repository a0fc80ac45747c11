import type { AppDeclaration } from './declaration.ts';

type Rest = Omit<AppDeclaration, 'runtime' | 'start'>;

export interface NodeDeclaration extends Rest {
  /** Default `node src/main.ts`: Node 24 runs TypeScript as it is. */
  readonly start?: AppDeclaration['start'];
}

/** An application for Node 24: `node({ directory: 'app', start: 'node src/main.ts', migrate: 'node src/migrate.ts' })`. */
export function node(app: NodeDeclaration): AppDeclaration {
  return { start: 'node src/main.ts', ...app, runtime: 'node-24' };
}

export interface FlaskDeclaration extends Rest {
  /** What Gunicorn serves: `MODULE:APPLICATION`, or a call that makes it. Default `app:app`. */
  readonly application?: string;
  /** Default: Gunicorn, with a worker for each core of the host and eight threads in each. */
  readonly start?: AppDeclaration['start'];
}

/**
 * A Flask application under Gunicorn, with the distribution's packages:
 * `flask({ directory: 'app', application: 'shop:create_app()' })`.
 */
export function flask({ application = 'app:app', packages = [], ...app }: FlaskDeclaration): AppDeclaration {
  return {
    start: gunicorn(application),
    ...app,
    packages: ['gunicorn', 'python3-flask', 'python3-pymysql', ...packages],
    runtime: 'python-3',
  };
}

export interface DjangoDeclaration extends Rest {
  /** The package that holds settings.py and wsgi.py: `shop`. */
  readonly project: string;
  /** Default: Gunicorn, with a worker for each core of the host and eight threads in each. */
  readonly start?: AppDeclaration['start'];
}

/**
 * A Django project under Gunicorn, with the distribution's packages: `django({ directory: 'app', project: 'shop' })`. Its
 * migrations run with each release, its static files are collected into `staticfiles`, and Nginx serves them at `/static/`
 * (below its `path`, where it has one). The settings find `SECRET_KEY` and `ALLOWED_HOSTS` (with commas) in the environment.
 */
export function django({ project, packages = [], secrets = [], ...app }: DjangoDeclaration): AppDeclaration {
  const { environment } = app;
  return {
    start: gunicorn(`${project}.wsgi:application`),
    migrate: 'python3 manage.py migrate --noinput',
    // With the Django of the hosts, whose own static files are among them. A build knows no secrets, and many settings ask
    // for the key by os.environ['SECRET_KEY'].
    build: ['env', 'SECRET_KEY=for-static-files-only', 'python3', 'manage.py', 'collectstatic', '--noinput'],
    buildOn: 'hosts',
    static: { [`${app.path ?? '/'}static/`]: 'staticfiles' },
    ...app,
    environment: { DJANGO_SETTINGS_MODULE: `${project}.settings`, ...environment },
    // Debian's Django only recommends jQuery, but its administration has links to the files of that package.
    packages: ['gunicorn', 'libjs-jquery', 'python3-django', 'python3-mysqldb', ...packages],
    secrets: [{ name: 'SECRET_KEY', generate: true }, ...secrets],
    runtime: 'python-3',
  };
}

/**
 * Any other program that listens on `$HOST:$PORT`:
 * `command({ directory: 'app', start: 'php -S $HOST:$PORT', packages: ['php-cli'] })`.
 */
export function command(app: Omit<AppDeclaration, 'runtime'>): AppDeclaration {
  return { ...app, runtime: 'none' };
}

/** Threads wait for the database while others work; see "worker-class" in the settings of Gunicorn. */
function gunicorn(application: string): readonly string[] {
  return ['gunicorn', '--worker-class=gthread', '--threads=8', application];
}
