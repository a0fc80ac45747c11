import { describe, expect, test } from 'vitest';
import { deriveDatabasePromises } from '../../../src/promises/database/promises.ts';
import { type Answered, type BrokenCase, judge, readCaptured, replace, subjectOf, testPromises } from '../inside.ts';

const captured = readCaptured('database');

const account = (title: string, change: BrokenCase['change'], fault: RegExp): BrokenCase => ({
  id: 'database.accounts-as-declared',
  title,
  change,
  fault,
});
const addRow = (row: string) => replace(/^/, `${row.replaceAll(' | ', '\t')}\n`);

const accountCases: readonly BrokenCase[] = [
  account(
    'somebody without a name',
    addRow('account |  | % | caching_sha2_password |  | N | empty'),
    /db-1 lets anybody in without a name \(@%\)/,
  ),
  account(
    'root from everywhere',
    addRow('account | root | % | caching_sha2_password |  | N | set'),
    /db-1 has an account that nobody declared: root@%/,
  ),
  account(
    'the application from everywhere',
    replace(/^(account\tapp\t)10\.214\.0\.0\/24/m, '$1%'),
    /db-1 lacks the account app@10\.214\.0\.0\/24[\s\S]*nobody declared: app@%/,
  ),
  account(
    'no password',
    replace(/^(account\tapp\t.*)set$/m, '$1empty'),
    /db-1 lets app@10\.214\.0\.0\/24 in without a password/,
  ),
  account('no TLS', replace(/^(account\tapp\t.*)ANY/m, '$1'), /db-1 lets app@10\.214\.0\.0\/24 in without TLS/),
  account(
    'root with a password in place of the socket',
    replace(/^(account\troot\tlocalhost\t)auth_socket/m, '$1caching_sha2_password'),
    /should let root@localhost in over the local socket only/,
  ),
  account(
    'an account of the server that is open',
    replace(/^(account\tmysql\.sys\t.*)Y/m, '$1N'),
    /should have mysql\.sys@localhost locked/,
  ),
  account(
    'too many privileges',
    addRow("grant | 'app'@'10.214.0.0/24' | app.* | DROP | NO"),
    /db-1 lets app@10\.214\.0\.0\/24 do more than declared: DROP on app\.\*/,
  ),
  account(
    'a role',
    addRow("grant | 'monitor'@'localhost' | role | admin@% | N"),
    /lets monitor@localhost do more than declared: admin@% on role/,
  ),
  account(
    'too few privileges',
    replace(/^grant\t'app'@'10\.214\.0\.0\/24'\tapp\.\*\tUPDATE\tNO\n/m, ''),
    /should let app@10\.214\.0\.0\/24 do UPDATE on app\.\*, and does not/,
  ),
  account(
    'privileges that can be passed on',
    replace(/^(grant\t'app'@'10\.214\.0\.0\/24'\tapp\.\*\tSELECT\t)NO/m, '$1YES'),
    /lets app@10\.214\.0\.0\/24 pass SELECT on app\.\* on to others/,
  ),
];

const otherCases: readonly BrokenCase[] = [
  {
    id: 'database.acid',
    title: 'commits that are not flushed',
    change: replace(/^(innodb_flush_log_at_trx_commit\t)1$/m, '$12'),
    fault: /db-1 should run with innodb_flush_log_at_trx_commit = 1, and has 2/,
  },
  {
    id: 'database.acid',
    title: 'dirty reads',
    at: 2,
    change: replace(/^(transaction_isolation\t).*$/m, '$1READ-UNCOMMITTED'),
    fault: /db-3 should run with transaction_isolation = .* and has READ-UNCOMMITTED/,
  },
  {
    id: 'database.acid',
    title: 'a member that waits for ever',
    change: replace(/^(group_replication_unreachable_majority_timeout\t)15$/m, '$10'),
    fault: /db-1 should give up without a majority/,
  },
  {
    id: 'database.members-online',
    title: 'a member that recovers',
    change: replace('db-3\tONLINE', 'db-3\tRECOVERING'),
    fault: /db-1 should see db-3 ONLINE, and sees it RECOVERING/,
  },
  {
    id: 'database.members-online',
    title: 'a member that is missing',
    change: replace(/^member\tdb-3.*\n/m, ''),
    fault: /db-1 should see db-3 ONLINE, and sees it not at all/,
  },
  {
    id: 'database.members-online',
    title: 'another group',
    change: replace(/^group\t9/m, 'group\t8'),
    fault: /db-1 should be in the group 94a44be8/,
  },
  {
    id: 'database.members-online',
    title: 'two primaries',
    change: (answer) => ({
      ...answer,
      stdout: answer.stdout.replace('PRIMARY', 'X').replace('SECONDARY', 'PRIMARY').replace('X', 'SECONDARY'),
    }),
    fault: /All members should see the same primary, and they do not: db-1 sees db-2, db-2 sees db-1, db-3 sees db-1/,
  },
  {
    id: 'database.one-primary',
    title: 'a secondary that takes writes',
    at: 1,
    change: () => ({ kind: 'answered', exitCode: 0, stdout: 'read only\t0\t0\t0\n', stderr: '' }),
    fault: /Exactly one server should take writes, and db-1 and db-2 do/,
  },
  {
    id: 'database.one-primary',
    title: 'nobody takes writes',
    change: () => ({
      kind: 'answered',
      exitCode: 1,
      stdout: 'read only\t1\t1\t0\n',
      stderr: 'ERROR 1290 (HY000) at line 3: The MySQL server is running with the --super-read-only option\n',
    }),
    fault: /Exactly one server should take writes, and none does/,
  },
  {
    id: 'database.one-primary',
    title: 'a variable that is not what happens',
    at: 1,
    change: replace('read only\t1', 'read only\t0'),
    fault: /db-2 says super_read_only = 0, and refuses a write/,
  },
  {
    id: 'database.one-primary',
    title: 'offline mode',
    at: 2,
    change: replace(/0\n$/, '1\n'),
    fault: /db-3 is in offline mode/,
  },
  {
    id: 'database.path-to-primary',
    title: 'a secondary at the end',
    change: replace('encrypted in db-1 0', 'encrypted in db-2 1'),
    fault: /web-1 should reach the primary at 127\.0\.0\.1:3306, and reaches db-2, which takes no writes/,
  },
  {
    id: 'database.path-to-primary',
    title: 'two databases',
    change: replace('encrypted in db-1 0', 'encrypted in db-2 0'),
    fault: /should reach the same server, and they reach db-2 and db-1/,
  },
  {
    id: 'database.path-to-primary',
    title: 'a stranger',
    change: replace('encrypted in db-1 0', 'encrypted in db-9 0'),
    fault: /reaches db-9, which is no declared member/,
  },
  {
    id: 'database.path-to-primary',
    title: 'a certificate of somebody else, as openssl ends then',
    change: replace(/encrypted in .*/, 'encrypted failed the connection was closed '),
    fault: /and the login ended with: failed the connection was closed/,
  },
  {
    id: 'database.settings-as-declared',
    title: 'a setting that was changed by hand',
    change: replace(/^(max_connections\t)100$/m, '$1150'),
    fault: /db-1 should run with max_connections = 100, and has 150/,
  },
  {
    id: 'database.settings-as-declared',
    title: 'TLS that is not required any more',
    at: 1,
    change: replace(/^(require_secure_transport\t)ON$/m, '$1OFF'),
    fault: /db-2 should run with require_secure_transport = ON, and has OFF/,
  },
  {
    id: 'database.tls-required',
    title: 'in without TLS',
    change: replace(/plain known, error 1045 .*/, 'plain in'),
    fault: /db-1 should refuse web-1 without TLS, and the login ended with: in/,
  },
  {
    id: 'database.tls-required',
    title: 'not in over TLS',
    at: 1,
    change: replace(/encrypted in db-1.*/, 'encrypted error 1045 Access denied'),
    fault: /web-2 should get into db-1 over TLS, and the login ended with: error 1045/,
  },
];

describe('what the database promises', () => {
  testPromises(deriveDatabasePromises, captured, [...accountCases, ...otherCases]);

  test('a single server has no group to be in', () => {
    const ids = deriveDatabasePromises(subjectOf({ database: { members: 1 } })).map(({ id }) => id);
    expect(ids).toContain('database.one-primary');
    expect(ids).not.toContain('database.members-online');
  });

  test('a server that knows the account too little to refuse it for TLS alone proves nothing', () => {
    const unsure = captured['database.tls-required']!.map((answer) => ({
      ...answer,
      stdout: 'stdout' in answer ? answer.stdout.replace(/plain known, .*/g, 'plain asked for the password') : '',
    })) as (typeof captured)[string];
    expect(judge(deriveDatabasePromises, subjectOf(), 'database.tls-required', unsure).outcome).toBe('unchecked');
  });

  describe('of several applications', () => {
    const one = { directory: 'app', start: 'node main.ts' };
    const subject = subjectOf({ apps: { www: one, api: { ...one, hostname: 'api' } } });
    /** Answers of each application on each host, api first, with one thing otherwise in the answer of api on web-2. */
    const withApi = (id: string, pattern: RegExp, by: string) => {
      const [web1, web2] = captured[id] as [Answered, Answered];
      return [web1, replace(pattern, by)(web2), web1, web2];
    };

    test('each logs in with its own account', () => {
      for (const { id, questions } of deriveDatabasePromises(subject)) {
        if (id !== 'database.path-to-primary' && id !== 'database.tls-required') continue;
        const asked = questions.map(({ from, argv }) => [from.kind === 'host' && from.host, argv[3]]);
        expect(asked).toEqual([
          ['web-1', '/etc/smartx/app-api.env'],
          ['web-2', '/etc/smartx/app-api.env'],
          ['web-1', '/etc/smartx/app-www.env'],
          ['web-2', '/etc/smartx/app-www.env'],
        ]);
      }
    });

    test.each([
      [
        'database.path-to-primary',
        /encrypted in .*/,
        'encrypted error 1045 Access denied',
        /^web-2 \(application api\) should reach the primary at 127\.0\.0\.1:3306, and the login ended with: error 1045/,
      ],
      [
        'database.tls-required',
        /plain known, error 1045 .*/,
        'plain in',
        /^db-1 should refuse web-2 \(application api\) without TLS, and the login ended with: in/,
      ],
    ])('%s names the one that cannot', (id, pattern, by, fault) => {
      const verdict = judge(deriveDatabasePromises, subject, id, withApi(id, pattern, by));
      expect(verdict).toMatchObject({ outcome: 'broken', faults: [expect.stringMatching(fault)] });
    });

    test('an account of which no server is sure leaves the promise unproved, whatever the others show', () => {
      const [web1, web2] = captured['database.tls-required'] as [Answered, Answered];
      const unsure = [web1, web2].map(replace(/plain known, .*/g, 'plain asked for the password'));
      const verdict = judge(deriveDatabasePromises, subject, 'database.tls-required', [...unsure, web1, web2]);
      expect(verdict).toMatchObject({ outcome: 'unchecked', reason: expect.stringContaining('application api') });
    });
  });

  test('no question holds a password', () => {
    const questions = deriveDatabasePromises(subjectOf()).flatMap((promise) => promise.questions);
    expect(JSON.stringify(questions)).not.toContain('placeholder-');
  });
});
