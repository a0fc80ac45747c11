import type { DatabaseAgentConfig } from './config.ts';
import type { Database } from './database.ts';
import { fingerprint } from './fingerprint.ts';
import {
  type AccountFacts,
  accountKey,
  FINGERPRINT_ATTRIBUTE,
  planAccounts,
  systemAccounts,
  type WantedAccount,
} from './plan-accounts.ts';

const STATEMENT_LIMIT_MS = 10_000;
/** Name of the row in smartx.applied. */
export const APPLIED = 'accounts-and-schemas';

/**
 * Makes the declared schemas and accounts true on the primary, and returns a line for the log for everything that was
 * done; nothing when the declaration is the one that was applied last. A run that is cut off is finished by the next,
 * since the fingerprint is written last.
 */
export async function applyAccounts(database: Database, config: DatabaseAgentConfig): Promise<string[]> {
  const wanted = await accountsFingerprint(config);
  if ((await readApplied(database)) === wanted) return [];
  // A statement that waits for a table's lock must not block the agent, and the table's users behind it.
  await run(database, 'SET SESSION lock_wait_timeout = 5');
  for (const statement of OWN_TABLES) await run(database, statement);
  for (const schema of config.schemas) await run(database, `CREATE DATABASE IF NOT EXISTS \`${schema}\``);
  const done = await applyEachAccount(database, config);
  await run(database, 'REPLACE INTO smartx.applied (name, fingerprint) VALUES (?, ?)', [APPLIED, wanted]);
  return [
    ...done,
    `accounts and schemas are as declared (${config.accounts.length} accounts, ${config.schemas.length} schemas)`,
  ];
}

/** Of all accounts and schemas of a configuration; it stands in smartx.applied when they are so. */
export function accountsFingerprint(config: DatabaseAgentConfig): Promise<string> {
  return fingerprint(JSON.stringify([systemAccounts(config), config.accounts, config.schemas]), APPLIED);
}

const OWN_TABLES = [
  'CREATE DATABASE IF NOT EXISTS smartx',
  'CREATE TABLE IF NOT EXISTS smartx.applied (name VARCHAR(64) PRIMARY KEY, fingerprint CHAR(64) NOT NULL)',
  'CREATE TABLE IF NOT EXISTS smartx.managed_accounts (user VARCHAR(32) NOT NULL, host VARCHAR(255) NOT NULL, ' +
    'password_fingerprint CHAR(64) NOT NULL, PRIMARY KEY (user, host))',
];

async function readApplied(database: Database): Promise<string | undefined> {
  const tables = await run(
    database,
    "SELECT 1 FROM information_schema.tables WHERE table_schema = 'smartx' AND table_name = 'applied'",
  );
  if (tables.length === 0) return undefined;
  const rows = await run(database, 'SELECT fingerprint FROM smartx.applied WHERE name = ?', [APPLIED]);
  return (rows as { fingerprint: string }[])[0]?.fingerprint;
}

async function applyEachAccount(database: Database, config: DatabaseAgentConfig): Promise<string[]> {
  const wanted = await wantedAccounts(config);
  const managed = (await run(
    database,
    'SELECT user AS user, host AS host, password_fingerprint AS fingerprint FROM smartx.managed_accounts ORDER BY user, host',
  )) as { user: string; host: string; fingerprint: string }[];
  const facts = new Map<string, AccountFacts>();
  for (const one of wanted) {
    const known = managed.find((other) => accountKey(other) === accountKey(one.account));
    facts.set(accountKey(one.account), await readFacts(database, one, known?.fingerprint));
  }
  const statements = planAccounts(wanted, facts, [...managed, ...(await readUnrecorded(database, config, managed))]);
  for (const { sql, values } of statements) await run(database, sql, values);
  await recordManaged(database, wanted, managed);
  return statements
    .filter(({ sql }) => sql.startsWith('DROP USER'))
    .map(({ values }) => `dropped the account ${values.join('@')}`);
}

/**
 * The group's accounts on this member that nobody recorded: a member makes them for itself before it joins, from the
 * members that it was told then.
 */
async function readUnrecorded(
  database: Database,
  { recovery, agent }: DatabaseAgentConfig,
  managed: readonly { user: string; host: string }[],
): Promise<{ user: string; host: string }[]> {
  const sql = 'SELECT user AS user, host AS host FROM mysql.user WHERE user IN (?, ?) ORDER BY user, host';
  const found = (await run(database, sql, [recovery.user, agent.user])) as { user: string; host: string }[];
  const recorded = new Set(managed.map(accountKey));
  return found.filter((account) => !recorded.has(accountKey(account)));
}

async function wantedAccounts(config: DatabaseAgentConfig): Promise<WantedAccount[]> {
  const ofGroup = systemAccounts(config);
  const wanted: WantedAccount[] = [];
  for (const account of [...ofGroup, ...config.accounts]) {
    const passwordFingerprint = await fingerprint(account.password, accountKey(account));
    wanted.push({ account, passwordFingerprint, ofGroup: ofGroup.includes(account) });
  }
  return wanted;
}

async function readFacts(database: Database, wanted: WantedAccount, known: string | undefined): Promise<AccountFacts> {
  const { user, host } = wanted.account;
  const [row] = (await run(database, ACCOUNT_QUERY, [user, host])) as AccountRow[];
  if (row === undefined) {
    return { showGrants: undefined, passwordFingerprint: undefined, hasOldPassword: false, requiresTls: false };
  }
  const shown = (await run(database, 'SHOW GRANTS FOR ?@?', [user, host])) as Record<string, string>[];
  return {
    showGrants: shown.map((grant) => Object.values(grant)[0] ?? ''),
    // This member gave itself the accounts of the group before it founded it. To set them once more would only make
    // the logins of members fail that join at this moment.
    passwordFingerprint: wanted.ofGroup ? (known ?? wanted.passwordFingerprint) : (row.fingerprint ?? known),
    hasOldPassword: Number(row.has_old) === 1,
    requiresTls: row.ssl_type !== '',
  };
}

interface AccountRow {
  ssl_type: string;
  fingerprint: string | null;
  has_old: number;
}

const ACCOUNT_QUERY =
  'SELECT ssl_type AS ssl_type, ' +
  `JSON_UNQUOTE(JSON_EXTRACT(User_attributes, '$.metadata.${FINGERPRINT_ATTRIBUTE}')) AS fingerprint, ` +
  "JSON_EXTRACT(User_attributes, '$.additional_password') IS NOT NULL AS has_old " +
  'FROM mysql.user WHERE user = ? AND host = ?';

async function recordManaged(
  database: Database,
  wanted: readonly WantedAccount[],
  before: readonly { user: string; host: string }[],
): Promise<void> {
  const now = new Set(wanted.map(({ account }) => accountKey(account)));
  for (const { user, host } of before.filter((one) => !now.has(accountKey(one)))) {
    await run(database, 'DELETE FROM smartx.managed_accounts WHERE user = ? AND host = ?', [user, host]);
  }
  for (const { account, passwordFingerprint } of wanted) {
    await run(database, 'REPLACE INTO smartx.managed_accounts (user, host, password_fingerprint) VALUES (?, ?, ?)', [
      account.user,
      account.host,
      passwordFingerprint,
    ]);
  }
}

function run(database: Database, sql: string, values: readonly string[] = []): Promise<unknown[]> {
  return database.query(sql, values, STATEMENT_LIMIT_MS);
}
