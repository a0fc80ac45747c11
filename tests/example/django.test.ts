import { testSample } from './ledger.ts';

testSample({
  name: 'django',
  packages: [
    'gunicorn',
    'python3-cryptography',
    'python3-django',
    'python3-mysqldb',
    'python3-pymysql',
    'python3-pytest',
    'python3-pytest-xdist',
  ],
  environment: {
    LOG_LEVEL: 'warn',
    PYTHONDONTWRITEBYTECODE: '1',
    SECRET_KEY: 'only-for-this-test'.repeat(3),
    WEB_CONCURRENCY: '2',
  },
  migrate: ['python3', 'manage.py', 'migrate', '--noinput'],
  start: ['gunicorn'],
  // They wait most of the time. Nothing is written to /srv.
  tests: ['python3', '-m', 'pytest', '-p', 'no:cacheprovider', '-n', '4', 'tests'],
});
