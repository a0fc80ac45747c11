import { type Kysely, sql } from 'kysely';

/** Rows that come and go: see probes.ts. The index finds those that were forgotten. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table if not exists probes (
      id         varchar(64) character set ascii collate ascii_bin not null primary key,
      value      varchar(200) character set ascii collate ascii_bin not null,
      written_at datetime(3) not null,
      index probes_written_at (written_at)
    ) engine = InnoDB default character set utf8mb4 collate utf8mb4_0900_ai_ci`.execute(db);
}
