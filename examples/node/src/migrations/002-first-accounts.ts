import type { Kysely } from 'kysely';
import { openAccount } from '../accounts.ts';
import type { Tables } from '../tables.ts';

/** Opening is keyed, so that a repeated run finds the accounts of the run before. */
export async function up(db: Kysely<Tables>): Promise<void> {
  for (const { name, openingBalanceCents } of FIRST_ACCOUNTS) {
    await openAccount(db, `migration:${name}`, { name, openingBalanceCents });
  }
}

const FIRST_ACCOUNTS = [
  { name: 'Ada', openingBalanceCents: 250_000 },
  { name: 'Bakery on the Corner', openingBalanceCents: 480_000 },
  { name: 'Chidi', openingBalanceCents: 120_050 },
  { name: 'Esperanza', openingBalanceCents: 310_499 },
  { name: 'Grace', openingBalanceCents: 199_999 },
  { name: 'Library Friends', openingBalanceCents: 75_000 },
  { name: 'Mirko', openingBalanceCents: 42_000 },
  { name: 'Yuki', openingBalanceCents: 160_725 },
];
