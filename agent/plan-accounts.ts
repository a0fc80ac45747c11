import type { DatabaseAccount, DatabaseAgentConfig, DatabaseGrant } from './config.ts';
import { diffGrants, renderGrantTarget } from './grants.ts';

/** Attribute of an account (MySQL Reference Manual, "ALTER USER Comment and Attribute Options"). */
export const FINGERPRINT_ATTRIBUTE = 'smartx_password';

/** A statement whose `?` are filled by the driver. */
export interface AccountStatement {
  sql: string;
  values: string[];
}

/** What the primary knows about an account. */
export interface AccountFacts {
  /** The lines of SHOW GRANTS, or undefined when the account does not exist. */
  showGrants: readonly string[] | undefined;
  /** The fingerprint of the password that this agent set last, if it did. */
  passwordFingerprint: string | undefined;
  /** Whether an older password is valid, too. */
  hasOldPassword: boolean;
  /** Whether it may log in over TLS or the local socket only. */
  requiresTls: boolean;
}

/** A declared account with its password's fingerprint. */
export interface WantedAccount {
  account: DatabaseAccount;
  passwordFingerprint: string;
  /** Whether it is one of the group's own accounts. */
  ofGroup: boolean;
}

/**
 * The statements that make the declared accounts true on the primary, and drop those that this agent once made and
 * that are declared no longer. A changed password leaves the old one valid (MySQL Reference Manual, "Dual Password
 * Support"), so that applications which have not been restarted yet can still log in. It is discarded at the first change
 * of the declaration that neither brings another password nor asks to keep it.
 */
export function planAccounts(
  wanted: readonly WantedAccount[],
  facts: ReadonlyMap<string, AccountFacts>,
  managed: readonly { user: string; host: string }[],
): AccountStatement[] {
  const names = new Set(wanted.map(({ account }) => accountKey(account)));
  const gone = managed.filter((account) => !names.has(accountKey(account)));
  return [
    ...wanted.flatMap((one) => planAccount(one, facts.get(accountKey(one.account)))),
    // Last: a member that logs in as one that goes must find the one that replaces it.
    ...gone.map(({ user, host }) => ({ sql: 'DROP USER IF EXISTS ?@?', values: [user, host] })),
  ];
}

/** `user@host`, by which accounts are told apart. */
export function accountKey({ user, host }: { user: string; host: string }): string {
  return `${user}@${host}`;
}

/**
 * The accounts of the group itself, which every member has before it joins. Each is there once for every member's
 * address, its own included (a member also connects to itself), so that they are of no use from anywhere else.
 */
export function systemAccounts({ mode, members, recovery, agent }: DatabaseAgentConfig): DatabaseAccount[] {
  if (mode === 'single') return [];
  const from = members.map(({ address }) => address);
  return [
    // MySQL Reference Manual, "User Credentials For Distributed Recovery": with the MySQL communication stack also
    // GROUP_REPLICATION_STREAM; BACKUP_ADMIN lets a donor be cloned, CONNECTION_ADMIN keeps it from being cut off.
    ...groupAccounts(recovery, from, [
      { privileges: ['REPLICATION SLAVE', 'CONNECTION_ADMIN', 'BACKUP_ADMIN', 'GROUP_REPLICATION_STREAM'], on: '*.*' },
    ]),
    // Without CONNECTION_ADMIN a member in offline mode would not let the others read its state.
    ...groupAccounts(agent, from, [
      { privileges: ['CONNECTION_ADMIN'], on: '*.*' },
      { privileges: ['SELECT'], on: 'performance_schema.replication_connection_status' },
      { privileges: ['SELECT'], on: 'performance_schema.replication_group_members' },
    ]),
  ];
}

/** The statements that create an account or bring back its password and grants, whatever it is now. */
export function restoreAccount(account: DatabaseAccount): AccountStatement[] {
  const { user, host, password } = account;
  return [
    { sql: `CREATE USER IF NOT EXISTS ?@? IDENTIFIED BY ?${requirement(account)}`, values: [user, host, password] },
    { sql: `ALTER USER ?@? IDENTIFIED BY ?${requirement(account)}`, values: [user, host, password] },
    ...account.grants.map((grant) => grantStatement(account, grant)),
  ];
}

function planAccount(wanted: WantedAccount, facts: AccountFacts | undefined): AccountStatement[] {
  const { account } = wanted;
  if (facts?.showGrants === undefined) return restoreAccount(account);
  const { user, host } = account;
  const change = diffGrants(facts.showGrants, account.grants);
  return [
    ...alterUser(wanted, facts),
    ...(change.revokeEverything ? [{ sql: 'REVOKE ALL PRIVILEGES, GRANT OPTION FROM ?@?', values: [user, host] }] : []),
    ...change.revoke.map((grant) => revokeStatement(account, grant)),
    ...change.grant.map((grant) => grantStatement(account, grant)),
  ];
}

function alterUser({ account, passwordFingerprint, ofGroup }: WantedAccount, facts: AccountFacts): AccountStatement[] {
  const { user, host, password } = account;
  if (facts.passwordFingerprint !== passwordFingerprint) {
    const sql = `ALTER USER ?@? IDENTIFIED BY ? RETAIN CURRENT PASSWORD${requirement(account)}`;
    if (ofGroup) return [{ sql, values: [user, host, password] }];
    // With the password, in one statement: done twice, it would make the new password the old one, too, and the one that
    // is still in use would be lost.
    const attribute = JSON.stringify({ [FINGERPRINT_ATTRIBUTE]: passwordFingerprint });
    return [{ sql: `${sql} ATTRIBUTE ?`, values: [user, host, password, attribute] }];
  }
  const tls = facts.requiresTls === account.requireTls ? [] : [alter(account, requirement(account))];
  // A running member goes on with the group's password that it was started with, so that one is left alone.
  const discards = facts.hasOldPassword && account.keepsOldPassword === undefined && !ofGroup;
  return [...tls, ...(discards ? [alter(account, ' DISCARD OLD PASSWORD')] : [])];
}

function alter({ user, host }: DatabaseAccount, what: string): AccountStatement {
  return { sql: `ALTER USER ?@?${what}`, values: [user, host] };
}

function groupAccounts(
  { user, password }: { user: string; password: string },
  hosts: readonly string[],
  grants: DatabaseGrant[],
): DatabaseAccount[] {
  return hosts.map((host) => ({ user, host, password, requireTls: true, grants }));
}

function requirement({ requireTls }: DatabaseAccount): string {
  return requireTls ? ' REQUIRE SSL' : ' REQUIRE NONE';
}

function grantStatement({ user, host }: DatabaseAccount, { privileges, on }: DatabaseGrant): AccountStatement {
  return { sql: `GRANT ${privileges.join(', ')} ON ${renderGrantTarget(on)} TO ?@?`, values: [user, host] };
}

function revokeStatement({ user, host }: DatabaseAccount, { privileges, on }: DatabaseGrant): AccountStatement {
  return { sql: `REVOKE ${privileges.join(', ')} ON ${renderGrantTarget(on)} FROM ?@?`, values: [user, host] };
}
