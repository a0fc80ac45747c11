import type { Clue, ProjectFiles } from './finding.ts';
import { readRequirements } from './requirements.ts';

/**
 * The Debian packages of what a Python project requires.
 *
 * @param brought requirements that the framework's function brings by itself
 */
export function debianPackages(files: ProjectFiles, brought: readonly string[]): Clue {
  const required = readRequirements(files);
  if (required === undefined) {
    return { unknown: ['which Debian packages it needs: no requirements.txt, pyproject.toml or Pipfile names any'] };
  }
  const { file, names } = required;
  const wanted = names.filter((name) => !brought.includes(name) && !notOnHosts.has(name) && !otherDatabase.test(name));
  const guessed = wanted.filter((name) => !isKnown(name)).map(debianName);
  const foreign = names.filter((name) => otherDatabase.test(name));
  const packages = [...new Set(wanted.map(debianName))].sort();
  return {
    app: packages.length === 0 ? {} : { packages },
    found: [{ file, says: `it requires ${names.length === 1 ? names[0] : `${names.length} packages`}` }],
    assumed: [
      `Debian's versions will do, whatever ${file} says`,
      ...(guessed.length === 0 ? [] : [`these Debian packages are guessed from their names: ${guessed.join(', ')}`]),
    ],
    unknown: foreign.map((name) => `how it speaks to MySQL: ${file} names ${name}, which is for another database`),
  };
}

function debianName(name: string): string {
  return exceptions[name] ?? `python3-${name.replace(/^python-/, '')}`;
}

const isKnown = (name: string) => Object.hasOwn(exceptions, name) || regular.has(name);

/** Installers, and tools of developers. */
const notOnHosts = new Set(
  'black coverage flake8 ipython isort mypy pip pip-tools pre-commit pylint pytest pytest-cov pytest-django ruff setuptools tox wheel'.split(
    ' ',
  ),
);

const otherDatabase = /^(?:psycopg2?(?:-binary|-c)?|asyncpg|cx-oracle|oracledb|pyodbc|pymongo|mongoengine)$/;

/** Where the Debian Python Policy's `python3-NAME` is made from the module's name, or from an older one. */
const exceptions: Readonly<Record<string, string>> = {
  attrs: 'python3-attr',
  beautifulsoup4: 'python3-bs4',
  'django-filter': 'python3-django-filters',
  dnspython: 'python3-dnspython',
  'flask-wtf': 'python3-flaskext.wtf',
  gitpython: 'python3-git',
  'mysql-connector-python': 'python3-mysql.connector',
  mysqlclient: 'python3-mysqldb',
  pillow: 'python3-pil',
  pyjwt: 'python3-jwt',
  pyopenssl: 'python3-openssl',
  pyserial: 'python3-serial',
  'python-memcached': 'python3-memcache',
  pytz: 'python3-tz',
  pyyaml: 'python3-yaml',
  pyzmq: 'python3-zmq',
  'scikit-learn': 'python3-sklearn',
};

/** Well-known ones that follow the rule. */
const regular = new Set(
  `aiohttp alembic apispec arrow asgiref babel bcrypt bleach blinker boto3 celery click cryptography dj-database-url
  django django-allauth django-celery-beat django-celery-results django-compressor django-cors-headers
  django-crispy-forms django-debug-toolbar django-environ django-extensions django-guardian django-import-export
  django-mptt django-redis django-simple-history django-storages django-tables2 django-taggit djangorestframework
  docutils email-validator feedparser flask flask-babel flask-bcrypt flask-caching flask-compress flask-cors
  flask-httpauth flask-limiter flask-login flask-mail flask-marshmallow flask-migrate flask-restful flask-security
  flask-session flask-socketio flask-sqlalchemy flask-talisman gunicorn httpx humanize itsdangerous jinja2 ldap3
  libsass lxml markdown markupsafe marshmallow numpy openpyxl paho-mqtt pandas passlib phonenumbers prometheus-client
  psutil pycryptodome pydantic pygments pymemcache pymysql python-dateutil python-decouple python-docx python-dotenv
  python-ldap python-magic python-slugify python-socketio qrcode redis reportlab requests sentry-sdk simplejson
  sqlalchemy sqlparse stripe structlog tenacity ujson weasyprint webargs werkzeug whitenoise wtforms`.split(/\s+/),
);
