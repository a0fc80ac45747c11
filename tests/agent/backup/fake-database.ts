import type { Database } from '../../../agent/database.ts';

/** Notes every statement, its `?` filled in, and answers as told; an error that it is given is what a statement fails with. */
export function fakeDatabase(answer: (sql: string) => unknown[] | Error = () => []) {
  const statements: string[] = [];
  const database: Database = {
    async query(sql, values) {
      const rest = [...values];
      const filled = sql.replaceAll('?', () => rest.shift() ?? '?');
      statements.push(filled);
      const given = answer(filled);
      if (given instanceof Error) throw given;
      return given;
    },
    close: () => undefined,
    closed: false,
  };
  return { statements, database };
}
