import { type Kysely, sql } from 'kysely';
import { EQUITY_ACCOUNT_ID } from '../tables.ts';

/**
 * MySQL commits each DDL statement by itself, so every step here can be repeated: a migration that was cut off
 * half-way goes through when it is run again. Group Replication wants InnoDB and a primary key for every table.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table if not exists accounts (
      id            bigint unsigned not null auto_increment primary key,
      kind          enum('equity', 'ordinary') not null,
      name          varchar(80) not null,
      balance_cents bigint not null,
      opened_by_key varchar(100) character set ascii collate ascii_bin not null,
      created_at    datetime(3) not null,
      constraint accounts_opened_by_key unique (opened_by_key),
      constraint accounts_not_overdrawn check (kind = 'equity' or balance_cents >= 0)
    ) engine = InnoDB default character set utf8mb4 collate utf8mb4_0900_ai_ci`.execute(db);
  await sql`
    create table if not exists transfers (
      id              bigint unsigned not null auto_increment primary key,
      idempotency_key varchar(100) character set ascii collate ascii_bin null,
      from_account_id bigint unsigned not null,
      to_account_id   bigint unsigned not null,
      amount_cents    bigint not null,
      note            varchar(140) not null,
      created_at      datetime(3) not null,
      constraint transfers_idempotency_key unique (idempotency_key),
      constraint transfers_from_account foreign key (from_account_id) references accounts (id),
      constraint transfers_to_account foreign key (to_account_id) references accounts (id),
      constraint transfers_positive check (amount_cents > 0),
      constraint transfers_between_two check (from_account_id <> to_account_id)
    ) engine = InnoDB default character set utf8mb4 collate utf8mb4_0900_ai_ci`.execute(db);
  await sql`
    insert into accounts (id, kind, name, balance_cents, opened_by_key, created_at)
    values (${EQUITY_ACCOUNT_ID}, 'equity', 'Bank equity', 0, 'migration:equity', utc_timestamp(3))
    on duplicate key update id = id`.execute(db);
}
