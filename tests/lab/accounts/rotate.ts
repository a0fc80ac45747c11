import { createConnection } from 'mysql2/promise';
import { applyAccounts } from '../../../agent/apply-accounts.ts';
import type { DatabaseAccount, DatabaseAgentConfig } from '../../../agent/config.ts';
import { openLocal } from '../../../agent/database.ts';
import { sampleConfig } from '../../agent/sample-config.ts';

// Run beside a mysqld of its own; prints who can log in after each step, as JSON.

const [socketPath = ''] = process.argv.slice(2);
const database = await openLocal(socketPath);
const oldOne = 'the-old-password';
const newOne = 'the-new-password';

function declare(account: Pick<DatabaseAccount, 'password' | 'keepsOldPassword'>): DatabaseAgentConfig {
  const grants = [{ privileges: ['SELECT'], on: 'app.*' }];
  const app = { user: 'app', host: 'localhost', requireTls: false, grants, ...account };
  return { ...sampleConfig(), mode: 'single', socketPath, schemas: ['app'], accounts: [app] };
}

async function letsIn(password: string): Promise<boolean> {
  try {
    const connection = await createConnection({ socketPath, user: 'app', password });
    await connection.end();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'ER_ACCESS_DENIED_ERROR') return false;
    throw error;
  }
}

const seen: Record<string, { readonly old: boolean; readonly new: boolean }> = {};
async function step(name: string, account: Parameters<typeof declare>[0]): Promise<void> {
  await applyAccounts(database, declare(account));
  seen[name] = { old: await letsIn(oldOne), new: await letsIn(newOne) };
}

await step('made', { password: oldOne });
await step('accept', { password: newOne, keepsOldPassword: true });
// As if the agent had been killed after it changed the password, and before it noted that.
await database.query("UPDATE smartx.applied SET fingerprint = ''", [], 5_000);
await database.query("UPDATE smartx.managed_accounts SET password_fingerprint = ''", [], 5_000);
await step('accept, once more', { password: newOne, keepsOldPassword: true });
await step('retire', { password: newOne });
database.close();
process.stdout.write(JSON.stringify(seen));
