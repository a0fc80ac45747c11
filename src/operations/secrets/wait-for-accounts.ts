import { APPLIED, accountsFingerprint } from '../../../agent/apply-accounts.ts';
import { parseDatabaseAgentConfig } from '../../../agent/config.ts';
import { Failure } from '../../problems/failure.ts';
import type { Manifest } from '../../services/manifest.ts';
import { serverFactsCommand } from '../../services/mysql/facts.ts';
import { paths } from '../../services/mysql/paths.ts';
import type { Transport } from '../../transport/transport.ts';
import { askHost } from '../ask-host.ts';
import { poll } from '../poll.ts';

/** The agent looks five times a second, and waits 5 s after a failure. */
const ACCOUNTS_LIMIT_MS = 60_000;
const INTERVAL_MS = 250;

export interface WaitForAccounts {
  readonly manifest: Manifest;
  readonly transport: Transport;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Resolves when every member of the database knows the accounts and passwords that the manifest has. The agent of the
 * primary makes them and notes it last, in a table that is replicated after them.
 * @throws Failure after a minute.
 */
export async function waitForAccounts({ manifest, transport, signal }: WaitForAccounts): Promise<void> {
  const wanted = await wantedFingerprints(manifest);
  const sql = `select fingerprint from smartx.applied where name = '${APPLIED}'`;
  await poll({
    look: async () => {
      const answers = await Promise.all(
        [...wanted].map(async ([host, fingerprint]) => {
          const answer = await askHost(transport, host, [...serverFactsCommand, '--execute', sql], signal);
          return answer?.stdout.trim() === fingerprint ? [] : [host];
        }),
      );
      const behind = answers.flat();
      return behind.length === 0 ? undefined : `${behind.join(', ')} has not got the accounts as they are declared`;
    },
    intervalMs: INTERVAL_MS,
    limitMs: ACCOUNTS_LIMIT_MS,
    failure: (reason) =>
      new Failure({
        step: 'see the passwords in the database',
        reason,
        changed: 'Applications log in as before.',
        next: 'smartx logs --unit smartx-database-agent tells why; then run this again, which goes on from here.',
      }),
    signal,
  });
}

/** By database host. */
async function wantedFingerprints({ hosts }: Manifest): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, string>();
  for (const { host, files } of hosts) {
    const file = files.find(({ path }) => path === paths.agentConfiguration);
    if (file !== undefined) wanted.set(host, await accountsFingerprint(parseDatabaseAgentConfig(file.content)));
  }
  return wanted;
}
