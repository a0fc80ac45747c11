import * as z from 'zod/mini';

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
    : parsed.error.issues.map((issue) => `${z.core.toDotPath(issue.path) || 'the file'}: ${issueText(issue)}`);
  if (parsed.success && wrong.length === 0) return parsed.data;
  throw new Error(
    ['The configuration of the database agent is wrong:', ...wrong.map((line) => `  ${line}`)].join('\n'),
  );
}

const name = z
  .string()
  .check(z.regex(/^[A-Za-z0-9._-]{1,60}$/, 'must be 1 to 60 letters, digits, dots, dashes or underscores'));
// MySQL Reference Manual, "Account Names": user names have at most 32 characters, host names 255.
const user = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_.-]{1,32}$/, 'must be 1 to 32 letters, digits, dots, dashes or underscores'));
const accountHost = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_.:%/-]{1,255}$/, 'must be a host name, an address or a pattern such as 10.0.0.%'));
const schemaName = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_$-]{1,64}$/, 'must be 1 to 64 letters, digits, dashes, dollar signs or underscores'));
const password = z.string().check(z.regex(/^[^\0\n]{8,128}$/, 'must have 8 to 128 characters'));
const address = z.string().check(z.regex(/^[0-9A-Fa-f.:]{2,45}$/, 'must be an IP address'));
const privilege = z.string().check(z.regex(/^[A-Z][A-Z_ ]*$/, 'must be a privilege in capitals, such as SELECT'));
const grantTarget = z
  .string()
  .check(
    z.regex(/^(?:\*\.\*|[A-Za-z0-9_$-]{1,64}\.(?:\*|[A-Za-z0-9_$-]{1,64}))$/, 'must be *.*, schema.* or schema.table'),
  );
const absolutePath = z.string().check(z.regex(/^\//, 'must be an absolute path'));
const credentials = z.strictObject({ user, password });
const member = z.strictObject({ name, address });

const configSchema: z.ZodMiniType<DatabaseAgentConfig> = z.strictObject({
  mode: z.enum(['single', 'group']),
  self: member,
  members: z.array(member).check(z.minLength(1), z.maxLength(9)),
  listen: z.strictObject({ address, port: z.int().check(z.minimum(1), z.maximum(65535)) }),
  groupName: z.uuid('must be a UUID'),
  socketPath: absolutePath,
  recovery: credentials,
  agent: credentials,
  tls: z.strictObject({ ca: absolutePath }),
  accounts: z.array(
    z.strictObject({
      user,
      host: accountHost,
      password,
      requireTls: z.boolean(),
      grants: z.array(z.strictObject({ privileges: z.array(privilege).check(z.minLength(1)), on: grantTarget })),
    }),
  ),
  schemas: z.array(schemaName),
});

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

function issueText(issue: z.core.$ZodIssue): string {
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
