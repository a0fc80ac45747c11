import type { MigrationProvider } from 'kysely/migration';
import * as ledger from './001-ledger.ts';
import * as firstAccounts from './002-first-accounts.ts';
import * as probes from './003-probes.ts';

/** In the order of their names. One that has run anywhere is never changed: write a new one. */
export const migrations: MigrationProvider = {
  getMigrations: async () => ({
    '001-ledger': ledger,
    '002-first-accounts': firstAccounts,
    '003-probes': probes,
  }),
};
