import { testSample } from './ledger.ts';

testSample({
  name: 'flask',
  packages: [
    'gunicorn',
    'python3-cryptography',
    'python3-flask',
    'python3-pymysql',
    'python3-pytest',
    'python3-pytest-xdist',
    'python3-sqlalchemy',
  ],
  environment: { LOG_LEVEL: 'warn', PYTHONDONTWRITEBYTECODE: '1', WEB_CONCURRENCY: '2' },
  migrate: ['python3', '-m', 'ledger.migrate'],
  start: ['gunicorn'],
  // They wait most of the time. Nothing is written to /srv.
  tests: ['python3', '-m', 'pytest', '-p', 'no:cacheprovider', '-n', '4', 'tests'],
});
