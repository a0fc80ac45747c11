import type { Host } from '../../platform/platform.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, verdictOf } from '../verdict.ts';
import { type DeclaredAccount, declaredAccounts } from './declared-accounts.ts';
import { judgeMembers, type SqlAnswer, sqlQuestions } from './sql.ts';

const about = 'its accounts';

/** Who may log in, from where, how, and what for. */
export function accounts({ platform, manifests }: Subject): PlatformPromise {
  return {
    id: 'database.accounts-as-declared',
    tier: 'database',
    claim:
      'Only declared accounts exist, with exactly their privileges, from their addresses only and over TLS only; nobody is anonymous and nobody gets in over the network without a password.',
    method:
      "Each server is asked for all accounts and all privileges (mysql.user, information_schema); they are compared with the compiled agent's configuration. Server and package bring accounts of their own, which must be locked or bound to the local socket.",
    limits: 'Which ports can be reached at all is proved by the firewall promises; how good a password is, is not.',
    questions: sqlQuestions(platform, about, statements),
    judge: (answers) =>
      verdictOf(
        judgeMembers(platform, about, answers, (host, answer) =>
          judgeAccounts(host, answer, declaredAccounts(manifests, host)),
        ),
      ),
  };
}

/** Privileges on columns and routines, roles and proxies are asked for because nobody should have any. */
const statements = [
  "select 'account', user, host, plugin, ssl_type, account_locked, if(authentication_string = '', 'empty', 'set') from mysql.user order by user, host",
  "select 'grant', grantee, '*.*', privilege_type, is_grantable from information_schema.user_privileges",
  "select 'grant', grantee, concat(table_schema, '.*'), privilege_type, is_grantable from information_schema.schema_privileges",
  "select 'grant', grantee, concat(table_schema, '.', table_name), privilege_type, is_grantable from information_schema.table_privileges",
  "select 'grant', grantee, concat(table_schema, '.', table_name, '.', column_name), privilege_type, is_grantable from information_schema.column_privileges",
  "select 'grant', concat(quote(user), '@', quote(host)), concat(db, '.', routine_name), proc_priv, 'NO' from mysql.procs_priv",
  "select 'grant', concat(quote(to_user), '@', quote(to_host)), 'role', concat(from_user, '@', from_host), with_admin_option from mysql.role_edges",
  "select 'grant', concat(quote(user), '@', quote(host)), 'proxy', concat(proxied_user, '@', proxied_host), 'NO' from mysql.proxies_priv",
];

/** What the server itself and Debian's and Ubuntu's packages bring, all of them for the host itself. */
const locked: ReadonlySet<string> = new Set([
  'mysql.infoschema@localhost',
  'mysql.session@localhost',
  'mysql.sys@localhost',
]);
const overSocket: ReadonlySet<string> = new Set(['debian-sys-maint@localhost', 'root@localhost']);

function judgeAccounts(host: Host, { rows }: SqlAnswer, declared: readonly DeclaredAccount[]): Finding {
  const existing = rows
    .filter(([kind]) => kind === 'account')
    .map(([, user = '', from = '', ...rest]) => ({ user, from, rest }));
  const names = new Set(existing.map(({ user, from }) => `${user}@${from}`));
  const byName = new Map(declared.map((one) => [`${one.account.user}@${one.account.host}`, one]));
  const faults = [
    ...[...byName.keys()].filter((name) => !names.has(name)).map((name) => `lacks the account ${name}`),
    ...existing.flatMap(({ user, from, rest }) =>
      judgeAccount(`${user}@${from}`, user, rest, byName.get(`${user}@${from}`)),
    ),
    ...[...byName].flatMap(([name, { privileges }]) =>
      names.has(name) ? judgePrivileges(name, rows, privileges) : [],
    ),
  ];
  return {
    faults: faults.map((fault) => `${host.name} ${fault}.`),
    evidence: `${host.name}: ${existing.length} accounts`,
  };
}

function judgeAccount(
  name: string,
  user: string,
  rest: readonly string[],
  declared: DeclaredAccount | undefined,
): string[] {
  const [plugin, tls, isLocked, password] = rest;
  if (user === '') return [`lets anybody in without a name (${name})`];
  if (locked.has(name)) return isLocked === 'Y' ? [] : [`should have ${name} locked, and has not`];
  if (overSocket.has(name))
    return plugin === 'auth_socket' ? [] : [`should let ${name} in over the local socket only, and uses ${plugin}`];
  if (declared === undefined) return [`has an account that nobody declared: ${name}`];
  return [
    ...(password === 'set' ? [] : [`lets ${name} in without a password`]),
    ...(plugin === 'caching_sha2_password' ? [] : [`checks ${name} by ${plugin}, and should by caching_sha2_password`]),
    ...(declared.account.requireTls && tls === '' ? [`lets ${name} in without TLS`] : []),
    ...(isLocked === 'Y' ? [`has ${name} locked`] : []),
  ];
}

function judgePrivileges(name: string, rows: SqlAnswer['rows'], declared: ReadonlySet<string>): string[] {
  const grantee = `'${name.replace(/@([^@]*)$/, "'@'$1'")}`;
  const mine = rows.filter(([kind, owner]) => kind === 'grant' && owner === grantee);
  // In a grant on a schema _ and % are wildcards unless escaped. USAGE is the right to log in and nothing else.
  const granted = mine
    .map(([, , on = '', privilege = '']) => `${privilege} on ${on.replace(/\\([_%])/g, '$1')}`)
    .filter((grant) => grant !== 'USAGE on *.*');
  const passedOn = mine
    .filter((row) => row[4] === 'YES' || row[4] === 'Y')
    .map(([, , on, privilege]) => `${privilege} on ${on}`);
  return [
    ...granted.filter((grant) => !declared.has(grant)).map((grant) => `lets ${name} do more than declared: ${grant}`),
    ...[...declared]
      .filter((grant) => !granted.includes(grant))
      .map((grant) => `should let ${name} do ${grant}, and does not`),
    ...passedOn.map((grant) => `lets ${name} pass ${grant} on to others`),
  ];
}
