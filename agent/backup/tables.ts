import type { Database } from '../database.ts';
import type { TableFacts } from './documents.ts';

const QUICK_LIMIT_MS = 60_000;
/** A whole table is read. */
const TABLE_LIMIT_MS = 6 * 3_600_000;

const OWN_SCHEMAS = ['information_schema', 'mysql', 'performance_schema', 'sys'];

/** Rows and checksum of each table, sorted by name; of these schemas, or of all but mysqld's own. */
export async function readTables(database: Database, schemas?: readonly string[]): Promise<TableFacts[]> {
  const names = (await database.query(
    'SELECT TABLE_SCHEMA AS `schema`, TABLE_NAME AS `table` FROM information_schema.tables ' +
      "WHERE TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_SCHEMA, TABLE_NAME",
    [],
    QUICK_LIMIT_MS,
  )) as { schema: string; table: string }[];
  const wanted = names.filter((one) =>
    schemas === undefined ? !OWN_SCHEMAS.includes(one.schema) : schemas.includes(one.schema),
  );
  const facts: TableFacts[] = [];
  for (const one of wanted) facts.push(await readTable(database, one));
  return facts;
}

/** Those of the schemas that there are. */
export async function schemasIn(database: Database, schemas: readonly string[]): Promise<string[]> {
  const rows = (await database.query(
    'SELECT SCHEMA_NAME AS name FROM information_schema.schemata',
    [],
    QUICK_LIMIT_MS,
  )) as { name: string }[];
  return schemas.filter((schema) => rows.some(({ name }) => name === schema));
}

async function readTable(
  database: Database,
  { schema, table }: { schema: string; table: string },
): Promise<TableFacts> {
  const name = `${quote(schema)}.${quote(table)}`;
  const [count] = (await database.query(`SELECT COUNT(*) AS n FROM ${name}`, [], TABLE_LIMIT_MS)) as { n: number }[];
  const [sum] = (await database.query(`CHECKSUM TABLE ${name}`, [], TABLE_LIMIT_MS)) as { Checksum: number | null }[];
  const checksum = sum?.Checksum;
  return {
    table: `${schema}.${table}`,
    rows: Number(count?.n),
    checksum: checksum === null || checksum === undefined ? undefined : String(checksum),
  };
}

/** What differs, for people: none where the two are the same. At most five are named. */
export function compareTables(expected: readonly TableFacts[], found: readonly TableFacts[]): string[] {
  const there = new Map(found.map((one) => [one.table, one]));
  const known = new Set(expected.map(({ table }) => table));
  const differences = expected.flatMap((one) => {
    const other = there.get(one.table);
    if (other === undefined) return [`${one.table} is missing`];
    if (other.rows !== one.rows) return [`${one.table} has ${other.rows} rows instead of ${one.rows}`];
    return other.checksum === one.checksum ? [] : [`${one.table} has another checksum`];
  });
  differences.push(
    ...found.filter(({ table }) => !known.has(table)).map(({ table }) => `${table} should not be there`),
  );
  const rest = differences.length - NAMED_MAX;
  return rest > 0 ? [...differences.slice(0, NAMED_MAX), `and ${rest} more`] : differences;
}

const NAMED_MAX = 5;

export function countRows(tables: readonly TableFacts[]): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}

export function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** As many question marks as there are values, for IN (...). */
export function placeholders(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
