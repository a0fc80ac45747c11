import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { testSample } from './ledger.ts';

const run = promisify(execFile);

testSample({
  name: 'node',
  packages: [],
  runtimes: ['node-24'],
  prepare: async (cwd) => {
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
    if (!existsSync(join(cwd, 'node_modules/fastify'))) await run('npm', ['ci'], { cwd, env });
    await run(join(cwd, '../../node_modules/.bin/tsc'), ['--noEmit', '-p', '.'], { cwd, env });
  },
  environment: { PATH: '/opt/smartx/node-24/bin', LOG_LEVEL: 'warn', WEB_CONCURRENCY: '2' },
  migrate: ['node', 'src/migrate.ts'],
  start: ['node', 'src/main.ts'],
  tests: ['node', 'tests/run.ts', '--test-reporter=tap'],
});
