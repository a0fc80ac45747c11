import { type $ZodIssue, toDotPath } from 'zod/v4/core';
import { configSchema } from './config-schema.ts';

/** The agent's whole configuration: one JSON file, mode 0600 since it holds passwords. */
export interface DatabaseAgentConfig {
  /** `single`: one mysqld, no group. `group`: MySQL Group Replication with a single primary. */
  mode: 'single' | 'group';
  /** This host, one of `members`. */
  self: DatabaseMember;
  /** All members, this one included, in declared order: the first wins where all have the same data. */
  members: DatabaseMember[];
  /** Where the health checks of the application hosts are answered: this host's private address. */
  listen: { address: string; port: number };
  /** `group_replication_group_name`, a UUID. Needed in `group` mode; the agent only reports it. */
  groupName: string;
  /** mysqld's local socket, through which root logs in without a password (auth_socket). */
  socketPath: string;
  /** Group communication and distributed recovery. The same on all members. */
  recovery: { user: string; password: string };
  /** The account by which the agents read each other's state. The same on all members. */
  agent: { user: string; password: string };
  /** Path of the certificate authority that signed every member's server certificate. */
  tls: { ca: string };
  /** Accounts that the primary makes true, and drops again when they are no longer declared. */
  accounts: DatabaseAccount[];
  /** Databases that the primary creates when they are missing. Never dropped. */
  schemas: string[];
}

/** A database host: its name as mysqld reports it (`report_host`), and its private address. */
export interface DatabaseMember {
  name: string;
  address: string;
}

/** An account of MySQL and everything it may do. */
export interface DatabaseAccount {
  user: string;
  /** The host part, such as `%` or `10.214.0.%`. */
  host: string;
  password: string;
  /** While a password is rotated: the one before stays valid beside it. Otherwise there is no second one. */
  keepsOldPassword?: true | undefined;
  requireTls: boolean;
  grants: DatabaseGrant[];
}

/** `GRANT privileges ON on`, for example `['SELECT', 'INSERT']` on `ledger.*`. */
export interface DatabaseGrant {
  privileges: string[];
  /** `*.*`, `schema.*` or `schema.table`, without quotes. */
  on: string;
}

/**
 * Parses the text of the configuration file. Throws one error that lists everything wrong with it, a line each,
 * and never repeats a value, since values may be passwords.
 */
export function parseDatabaseAgentConfig(text: string): DatabaseAgentConfig {
  const parsed = configSchema.safeParse(parseJson(text));
  const wrong = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.map((issue) => `${toDotPath(issue.path) || 'the file'}: ${issueText(issue)}`);
  if (parsed.success && wrong.length === 0) return parsed.data;
  throw new Error(
    ['The configuration of the database agent is wrong:', ...wrong.map((line) => `  ${line}`)].join('\n'),
  );
}

function contradictions(config: DatabaseAgentConfig): string[] {
  const wrong: string[] = [];
  const self = config.members.find((one) => one.name === config.self.name);
  if (self === undefined) wrong.push(`members: does not contain this host, ${config.self.name}`);
  else if (self.address !== config.self.address)
    wrong.push(`members: gives ${self.name} another address than self does`);
  if (config.mode === 'single' && config.members.length !== 1)
    wrong.push('members: mode single has exactly one member');
  if (config.mode === 'group' && config.members.length < 3) wrong.push('members: a group needs at least three members');
  wrong.push(
    ...repeated(
      'members',
      config.members.map((one) => one.name),
    ),
  );
  wrong.push(
    ...repeated(
      'members',
      config.members.map((one) => one.address),
    ),
  );
  wrong.push(
    ...repeated(
      'accounts',
      config.accounts.map((one) => `${one.user}@${one.host}`),
    ),
  );
  // MySQL Reference Manual, "CHANGE REPLICATION SOURCE TO": SOURCE_PASSWORD has at most 32 characters.
  if (config.recovery.password.length > 32) wrong.push('recovery.password: must have 8 to 32 characters');
  if (config.recovery.user === config.agent.user) wrong.push('agent.user: must differ from recovery.user');
  for (const account of config.accounts) {
    if (RESERVED_USERS.has(account.user) || [config.recovery.user, config.agent.user].includes(account.user)) {
      wrong.push(`accounts: ${account.user} is reserved; choose another name`);
    }
    if (account.grants.some(({ privileges, on }) => on === '*.*' && privileges.some((one) => one.startsWith('ALL')))) {
      wrong.push(`accounts: ${account.user} may not have ALL on *.*; name the privileges`);
    }
  }
  return wrong;
}

const RESERVED_USERS = new Set(['root', 'mysql.sys', 'mysql.session', 'mysql.infoschema', 'debian-sys-maint']);

function repeated(path: string, values: string[]): string[] {
  const again = values.filter((value, index) => values.indexOf(value) !== index);
  return [...new Set(again)].sort().map((value) => `${path}: ${value} occurs more than once`);
}

function issueText(issue: $ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `does not know ${issue.keys.join(', ')}`;
    case 'invalid_type':
      return `must be of type ${issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The error of JSON.parse quotes the text around the fault, which may be a password.
    throw new Error('The configuration of the database agent is not JSON.');
  }
}
