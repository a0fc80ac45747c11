import { describe, expect, test } from 'vitest';
import type { DatabaseAccount, DatabaseAgentConfig, DatabaseGrant } from '../../agent/config.ts';
import { diffGrants, renderGrantTarget } from '../../agent/grants.ts';
import {
  type AccountFacts,
  accountKey,
  planAccounts,
  restoreAccount,
  systemAccounts,
} from '../../agent/plan-accounts.ts';
import { sampleConfig } from './sample-config.ts';

const ledger: DatabaseAccount = {
  user: 'app',
  host: '10.214.0.%',
  password: 'a-good-password',
  requireTls: true,
  grants: [{ privileges: ['SELECT', 'INSERT'], on: 'ledger.*' }],
};
// As MySQL 9.7.4 prints them.
const USAGE = 'GRANT USAGE ON *.* TO `app`@`10.214.0.%`';
const DML = 'GRANT SELECT, INSERT ON `ledger`.* TO `app`@`10.214.0.%`';

function plan(
  account: DatabaseAccount,
  facts: Partial<AccountFacts> = {},
  managed: { user: string; host: string }[] = [],
) {
  const known: AccountFacts = {
    ...{ showGrants: [USAGE, DML], passwordFingerprint: 'f1', hasOldPassword: false, requiresTls: true },
    ...facts,
  };
  const wanted = [{ account, passwordFingerprint: 'f1', ofGroup: false }];
  return planAccounts(wanted, new Map([[accountKey(account), known]]), managed).map(({ sql }) => sql);
}

describe('diffGrants', () => {
  const grant = (on: string, ...privileges: string[]) => ({ on, privileges });

  test('nothing to do', () => {
    expect(diffGrants([USAGE, DML], ledger.grants)).toEqual({ revokeEverything: false, revoke: [], grant: [] });
  });

  test('takes what is too much, gives what is missing, touches nothing else', () => {
    const declared = [grant('ledger.*', 'SELECT', 'UPDATE'), grant('*.*', 'PROCESS')];
    expect(diffGrants([USAGE, DML], declared)).toEqual({
      revokeEverything: false,
      revoke: [grant('ledger.*', 'INSERT')],
      grant: [grant('*.*', 'PROCESS'), grant('ledger.*', 'UPDATE')],
    });
  });

  test('knows schemas whose names hold wildcards, and single tables', () => {
    const shown = ['GRANT SELECT ON `performance\\_schema`.* TO `m`@`%`', 'GRANT SELECT ON `a_b`.`c_d` TO `m`@`%`'];
    const declared = [grant('performance_schema.*', 'SELECT'), grant('a_b.c_d', 'SELECT')];
    expect(diffGrants(shown, declared)).toMatchObject({ revoke: [], grant: [] });
    expect(declared.map(({ on }) => renderGrantTarget(on))).toEqual(['`performance\\_schema`.*', '`a_b`.`c_d`']);
  });

  test('ALL is ALL PRIVILEGES', () => {
    expect(diffGrants(['GRANT ALL PRIVILEGES ON `x`.* TO `m`@`%`'], [grant('x.*', 'ALL')])).toMatchObject({
      revoke: [],
      grant: [],
    });
  });

  test.each([
    'GRANT SELECT (`a`) ON `x`.`y` TO `m`@`%`',
    'GRANT SELECT ON `x`.* TO `m`@`%` WITH GRANT OPTION',
    'GRANT `admin`@`%` TO `m`@`%`',
    'GRANT EXECUTE ON PROCEDURE `x`.`p` TO `m`@`%`',
  ])('takes everything away first when it meets %j', (line) => {
    expect(diffGrants([line], [grant('x.*', 'SELECT')])).toEqual({
      revokeEverything: true,
      revoke: [],
      grant: [grant('x.*', 'SELECT')],
    });
  });
});

describe('planAccounts', () => {
  test('an account that is as declared needs nothing', () => {
    expect(plan(ledger)).toEqual([]);
  });

  test('a new account', () => {
    expect(plan(ledger, { showGrants: undefined })).toEqual([
      'CREATE USER IF NOT EXISTS ?@? IDENTIFIED BY ? REQUIRE SSL',
      'ALTER USER ?@? IDENTIFIED BY ? REQUIRE SSL',
      'GRANT SELECT, INSERT ON `ledger`.* TO ?@?',
    ]);
  });

  test('a new password leaves the old one valid for who has not been told yet', () => {
    expect(plan(ledger, { passwordFingerprint: 'f0', hasOldPassword: true })).toEqual([
      'ALTER USER ?@? IDENTIFIED BY ? RETAIN CURRENT PASSWORD REQUIRE SSL ATTRIBUTE ?',
    ]);
  });

  test('the old password is discarded when nobody wants to keep it, and not before', () => {
    expect(plan({ ...ledger, keepsOldPassword: true }, { hasOldPassword: true })).toEqual([]);
    expect(plan(ledger, { hasOldPassword: true })).toEqual(['ALTER USER ?@? DISCARD OLD PASSWORD']);
  });

  test('what it notes beside a new password is no password', () => {
    const wanted = [{ account: ledger, passwordFingerprint: 'f1', ofGroup: false }];
    const known = { showGrants: [USAGE, DML], passwordFingerprint: 'f0', hasOldPassword: false, requiresTls: true };
    const [statement] = planAccounts(wanted, new Map([[accountKey(ledger), known]]), []);
    expect(statement?.values).toEqual(['app', '10.214.0.%', ledger.password, '{"smartx_password":"f1"}']);
  });

  test('TLS is demanded when it was not', () => {
    expect(plan(ledger, { requiresTls: false })).toEqual(['ALTER USER ?@? REQUIRE SSL']);
    expect(plan({ ...ledger, requireTls: false })).toEqual(['ALTER USER ?@? REQUIRE NONE']);
  });

  test('accounts that are no longer declared are dropped, and only those it made', () => {
    expect(
      plan(ledger, {}, [
        { user: 'app', host: '10.214.0.%' },
        { user: 'old', host: '%' },
      ]),
    ).toEqual(['DROP USER IF EXISTS ?@?']);
  });

  test('passwords travel as values, never in the text of a statement', () => {
    for (const { sql } of restoreAccount(ledger)) expect(sql).not.toContain(ledger.password);
  });
});

describe('the group’s own accounts', () => {
  const config: DatabaseAgentConfig = sampleConfig();

  test('are there once for every member’s address, demand TLS, and let in nobody else', () => {
    expect(systemAccounts(config).map((account) => [accountKey(account), account.requireTls])).toEqual([
      ['smartx_recovery@10.214.0.31', true],
      ['smartx_recovery@10.214.0.32', true],
      ['smartx_recovery@10.214.0.33', true],
      ['smartx_agent@10.214.0.31', true],
      ['smartx_agent@10.214.0.32', true],
      ['smartx_agent@10.214.0.33', true],
    ]);
  });

  test('are absent from a single server', () => {
    expect(systemAccounts({ ...config, mode: 'single' })).toEqual([]);
  });

  test('of an older version, good from anywhere, are dropped once the new ones are there', () => {
    const wanted = systemAccounts(config).map((account) => ({ account, passwordFingerprint: 'f1', ofGroup: true }));
    const old = [
      { user: 'smartx_agent', host: '%' },
      { user: 'smartx_recovery', host: '%' },
    ];
    const statements = planAccounts(wanted, new Map(), old);
    expect(statements.slice(-2).map(({ sql, values }) => [sql, ...values])).toEqual([
      ['DROP USER IF EXISTS ?@?', 'smartx_agent', '%'],
      ['DROP USER IF EXISTS ?@?', 'smartx_recovery', '%'],
    ]);
    expect(statements.slice(0, -2).filter(({ sql }) => sql.startsWith('DROP'))).toEqual([]);
  });

  test('follow the members when one comes, goes or gets another address', () => {
    const members = [...config.members.slice(0, 2), { name: 'db-3', address: '10.214.0.39' }];
    const renumbered = systemAccounts({ ...config, members });
    const wanted = renumbered.map((account) => ({ account, passwordFingerprint: 'f1', ofGroup: true }));
    const known = { passwordFingerprint: 'f1', hasOldPassword: true, requiresTls: true };
    const facts = new Map<string, AccountFacts>(
      systemAccounts(config).map((account) => {
        const shown = account.grants.map((grant) => showGrant(account, grant));
        return [accountKey(account), { ...known, showGrants: shown }];
      }),
    );
    const changes = planAccounts(wanted, facts, systemAccounts(config)).map(({ sql, values }) => [
      sql.split(' ')[0],
      values.slice(0, 2).join('@'),
    ]);
    expect(changes.filter(([verb]) => verb === 'DROP')).toEqual([
      ['DROP', 'smartx_recovery@10.214.0.33'],
      ['DROP', 'smartx_agent@10.214.0.33'],
    ]);
    expect(new Set(changes.filter(([verb]) => verb !== 'DROP').map(([, name]) => name))).toEqual(
      new Set(['smartx_recovery@10.214.0.39', 'smartx_agent@10.214.0.39']),
    );
  });
});

function showGrant({ user, host }: DatabaseAccount, { privileges, on }: DatabaseGrant): string {
  return `GRANT ${privileges.join(', ')} ON ${on === '*.*' ? on : renderGrantTarget(on)} TO \`${user}\`@\`${host}\``;
}
