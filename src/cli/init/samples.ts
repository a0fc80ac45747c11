import { fileURLToPath } from 'node:url';
import type { Arguments, Framework } from './finding.ts';

export const checkout = fileURLToPath(new URL('../../..', import.meta.url));

export interface Sample {
  /** In the checkout. */
  readonly directory: string;
  readonly app: Arguments;
  /** What it is, after "a ". */
  readonly kind: string;
}

/** A sample application for each framework. All but one are the same ledger. */
export const samples: Readonly<Record<Framework, Sample>> = {
  node: {
    directory: 'examples/node',
    kind: 'ledger, on Fastify',
    app: {
      directory: 'app',
      start: 'node src/main.ts',
      migrate: 'node src/migrate.ts',
      metrics: '/metrics',
      contract: 'ledger',
    },
  },
  flask: {
    directory: 'examples/flask',
    kind: 'ledger, in Flask',
    app: {
      directory: 'app',
      start: 'gunicorn',
      migrate: 'python3 -m ledger.migrate',
      packages: ['python3-cryptography', 'python3-sqlalchemy'],
      static: { '/static/': 'ledger/static' },
      contract: 'ledger',
    },
  },
  django: {
    directory: 'examples/django',
    kind: 'ledger, in Django',
    app: {
      directory: 'app',
      project: 'bank',
      start: 'gunicorn',
      packages: ['python3-cryptography', 'python3-pymysql'],
      contract: 'ledger',
    },
  },
  command: {
    directory: 'examples/command',
    kind: 'guest book, of a few lines of Python without a framework',
    app: {
      directory: 'app',
      start:
        'gunicorn --bind=$HOST:$PORT --worker-class=gthread --threads=8 --graceful-timeout=12 guestbook:application',
      migrate: 'python3 migrate.py',
      packages: ['gunicorn', 'python3-pymysql'],
    },
  },
};
