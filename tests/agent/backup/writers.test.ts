import { describe, expect, test } from 'vitest';
import { lockWriters, readWriters, unlockOwn, unlockWriters, type Writer } from '../../../agent/backup/writers.ts';
import { fakeDatabase } from './fake-database.ts';

const app: Writer = { user: 'app', host: '%', lockedBy: 'nobody' };
const migrate: Writer = { user: 'migrate', host: '%', lockedBy: 'restore' };
const former: Writer = { user: 'former', host: '%', lockedBy: 'administrator' };
const writers = [app, migrate, former];

const locks = (statements: readonly string[]) =>
  statements.flatMap((sql) => /^ALTER USER (.*) ACCOUNT (UN)?LOCK/.exec(sql)?.[1] ?? []);

describe('accounts that write to the schema', () => {
  test('are told apart by who locked them: a lock of ours bears a mark', async () => {
    const { statements, database } = fakeDatabase();
    await readWriters(database, ['app']);
    expect(statements[0]).toContain("'$.metadata.smartx_restore'");
    await lockWriters(database, [app]);
    expect(statements[1]).toBe(`ALTER USER app@% ACCOUNT LOCK ATTRIBUTE '{"smartx_restore": "locked"}'`);
    await unlockWriters(database, [app]);
    expect(statements.at(-1)).toBe(`ALTER USER app@% ACCOUNT UNLOCK ATTRIBUTE '{"smartx_restore": null}'`);
  });

  test('of several schemas, each account is named once', async () => {
    const { statements, database } = fakeDatabase();
    await readWriters(database, ['api', 'www']);
    expect(statements[0]).toMatch(/^SELECT DISTINCT .* IN \(api, www\)/);
  });

  test('an administrator’s lock gets no mark; his connections end like those of the others, and nobody else’s', async () => {
    const processes = [
      { id: 1, user: 'app' },
      { id: 2, user: 'root' },
      { id: 3, user: 'former' },
    ];
    const { statements, database } = fakeDatabase((sql) => (sql.includes('processlist') ? processes : []));
    await lockWriters(database, writers);
    expect(locks(statements)).toEqual(['app@%', 'migrate@%']);
    expect(statements.filter((sql) => sql.startsWith('KILL'))).toEqual(['KILL 1', 'KILL 3']);
  });

  test('a restore that is through lets in whom it or an earlier one shut out', async () => {
    const { statements, database } = fakeDatabase();
    await unlockWriters(database, writers);
    expect(locks(statements)).toEqual(['app@%', 'migrate@%']);
  });

  test('one that gives up lets in only whom it shut out itself', async () => {
    const { statements, database } = fakeDatabase();
    await unlockOwn(database, writers);
    expect(locks(statements)).toEqual(['app@%']);
  });
});
