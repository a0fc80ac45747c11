import type { Host } from '../../platform/platform.ts';
import type { HostManifest } from '../../services/manifest.ts';
import type { lowerAgentConfiguration } from '../../services/mysql/lower.ts';
import { paths } from '../../services/mysql/paths.ts';

type DatabaseAgentConfig = ReturnType<typeof lowerAgentConfiguration>;
type DatabaseAccount = DatabaseAgentConfig['accounts'][number];

/** An account that should exist, and all that it may do. */
export interface DeclaredAccount {
  readonly account: Pick<DatabaseAccount, 'user' | 'host' | 'requireTls'>;
  /** `SELECT on app.*` */
  readonly privileges: ReadonlySet<string>;
}

/** Of the configuration that was compiled for the agent on this host, which makes the accounts. */
export function declaredAccounts(manifests: readonly HostManifest[], host: Host): readonly DeclaredAccount[] {
  const manifest = manifests.find((candidate) => candidate.host === host.name);
  const file = manifest?.files.find(({ path }) => path === paths.agentConfiguration);
  if (file === undefined)
    throw new Error(`No configuration of the agent was compiled for ${host.name}. This is a mistake in Smartx.`);
  const configuration: DatabaseAgentConfig = JSON.parse(file.content);
  return [...configuration.accounts.map(toDeclared), ...groupAccounts(configuration)];
}

function toDeclared(account: DatabaseAccount): DeclaredAccount {
  return {
    account,
    privileges: new Set(
      account.grants.flatMap(({ privileges, on }) => privileges.map((privilege) => `${privilege} on ${on}`)),
    ),
  };
}

/**
 * The agents keep two accounts for every member's address, by which members read each other and copy data ("User
 * Credentials For Distributed Recovery"). What those may do at most is said here a second time, by who checks it.
 */
function groupAccounts({ mode, members, recovery, agent }: DatabaseAgentConfig): readonly DeclaredAccount[] {
  if (mode === 'single') return [];
  return members.flatMap(({ address }) => [
    { account: { user: recovery.user, host: address, requireTls: true }, privileges: recoveryPrivileges },
    { account: { user: agent.user, host: address, requireTls: true }, privileges: agentPrivileges },
  ]);
}

const recoveryPrivileges: ReadonlySet<string> = new Set([
  'BACKUP_ADMIN on *.*',
  'CONNECTION_ADMIN on *.*',
  'GROUP_REPLICATION_STREAM on *.*',
  'REPLICATION SLAVE on *.*',
]);

const agentPrivileges: ReadonlySet<string> = new Set([
  'CONNECTION_ADMIN on *.*',
  'SELECT on performance_schema.replication_connection_status',
  'SELECT on performance_schema.replication_group_members',
]);
