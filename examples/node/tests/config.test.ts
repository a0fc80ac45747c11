import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../src/config.ts';
import { ConfigProblems } from '../src/environment.ts';

const URL = 'mysql://user:p%40ss@127.0.0.1:3306/app';

function problemsOf(environment: Record<string, string>): string[] {
  try {
    parseConfig(environment, () => assert.fail('no such file'));
  } catch (error) {
    assert(error instanceof ConfigProblems);
    return error.problems;
  }
  return [];
}

test('a database is enough', () => {
  const config = parseConfig({ DATABASE_URL: URL }, () => '');
  assert.deepEqual(config, {
    host: '127.0.0.1',
    port: 8000,
    logLevel: 'info',
    drainMs: 0,
    trustProxy: ['loopback'],
    workers: 1,
    serveStatic: false,
    database: {
      host: '127.0.0.1',
      port: 3306,
      user: 'user',
      password: 'p@ss',
      database: 'app',
      secondary: undefined,
      poolSize: 10,
      tls: undefined,
    },
  });
});

test('processes share the connections, and each has one', () => {
  const poolOf = (environment: Record<string, string>) =>
    parseConfig({ DATABASE_URL: URL, ...environment }, () => '').database.poolSize;
  assert.equal(poolOf({ WEB_CONCURRENCY: '4' }), 2);
  assert.equal(poolOf({ WEB_CONCURRENCY: '4', DATABASE_POOL: '3' }), 1);
});

test('all problems are told at once', () => {
  const problems = problemsOf({
    PORT: '80000',
    WEB_CONCURRENCY: '0',
    LOG_LEVEL: 'loud',
    DRAIN_MS: '-1',
    SERVE_STATIC: 'yes',
    TRUST_PROXY: '10.0.0.0/33',
    DATABASE_POOL: '1.5',
    DATABASE_SERVER_NAME: 'db',
  });
  assert.deepEqual(
    problems.map((problem) => problem.split(':')[0]),
    [
      'WEB_CONCURRENCY',
      'PORT',
      'LOG_LEVEL',
      'DRAIN_MS',
      'TRUST_PROXY',
      'SERVE_STATIC',
      'DATABASE_URL',
      'DATABASE_POOL',
      'DATABASE_SERVER_NAME',
    ],
  );
});

for (const [name, url] of Object.entries({
  'another protocol': 'postgres://user:secret@127.0.0.1/app',
  'no user': 'mysql://127.0.0.1/app',
  'no database': 'mysql://user:secret@127.0.0.1/',
  'two databases': 'mysql://user:secret@127.0.0.1/app/other',
  options: 'mysql://user:secret@127.0.0.1/app?ssl=false',
  'a bare percent sign': 'mysql://user:secret%@127.0.0.1/app',
  'a bare hash': 'mysql://user:sec#ret@127.0.0.1/app',
})) {
  test(`DATABASE_URL with ${name} is refused without its password`, () => {
    const problems = problemsOf({ DATABASE_URL: url });
    assert(problems.length > 0);
    assert(!problems.join().includes('sec'));
  });
}

test('a database that answers reads only is optional, and its URL is checked and kept secret like the other', () => {
  const read = 'mysql://reader:secret@127.0.0.1:3307/app';
  const { secondary } = parseConfig({ DATABASE_URL: URL, DATABASE_READ_URL: read }, () => '').database;
  assert.deepEqual(secondary, { host: '127.0.0.1', port: 3307, user: 'reader', password: 'secret', database: 'app' });
  const problems = problemsOf({ DATABASE_URL: URL, DATABASE_READ_URL: `${read}?ssl=false` });
  assert.match(problems[0] ?? '', /^DATABASE_READ_URL: /);
  assert(!problems.join().includes('secret'));
});

for (const entry of ['true', '*', '1', '10.0.0.1/', 'fe80::/129', '10.0.0.0/8/8', 'loopback,,']) {
  test(`TRUST_PROXY=${entry} is refused`, () => {
    assert.match(problemsOf({ DATABASE_URL: URL, TRUST_PROXY: entry })[0] ?? '', /^TRUST_PROXY/);
  });
}

test('TRUST_PROXY takes addresses, subnets, names and nobody', () => {
  const read = (text: string) => parseConfig({ DATABASE_URL: URL, TRUST_PROXY: text }, () => '').trustProxy;
  assert.deepEqual(read('loopback, 10.0.0.0/24,fd00::1'), ['loopback', '10.0.0.0/24', 'fd00::1']);
  assert.deepEqual(read('none'), []);
});

test('the certificate of the authority is read, and must be one', () => {
  const environment = { DATABASE_URL: URL, DATABASE_CA_FILE: '/ca.pem', DATABASE_SERVER_NAME: 'mysql.internal' };
  const pem = '-----BEGIN CERTIFICATE-----\n';
  assert.deepEqual(parseConfig(environment, () => pem).database.tls, { ca: pem, serverName: 'mysql.internal' });
  assert.throws(() => parseConfig(environment, () => 'something else'), /DATABASE_CA_FILE/);
  assert.match(problemsOf(environment)[0] ?? '', /DATABASE_CA_FILE: no such file/);
});
