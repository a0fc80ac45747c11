import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadSchemas, rehearseDump } from '../../../agent/backup/load-schema.ts';
import { fakeDatabase } from './fake-database.ts';

const scratch = { socketPath: '/scratch.sock' };
const config = { socketPath: '/live.sock' };
const path = process.env.PATH;
const declaredBytes = 67_108_864;
let place: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'smartx-load-'));
  process.env.PATH = `${place}:${path}`;
  program('mysql', `cat > ${place}/loaded`);
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(place, { recursive: true });
});

/** In place of the real one; notes its arguments. */
function program(name: string, script: string): void {
  writeFileSync(join(place, name), `#!/bin/sh\necho "$@" > ${place}/${name}.words\n${script}\n`);
  chmodSync(join(place, name), 0o755);
}

const words = (name: string) => readFileSync(join(place, `${name}.words`), 'utf8');
const live = () => fakeDatabase((sql) => (sql.startsWith('SELECT') ? [{ bytes: declaredBytes }] : []));
const load = (database: ReturnType<typeof live>['database']) =>
  loadSchemas(config, ['app'], database, scratch, () => undefined);

const turn = [
  'SELECT @@GLOBAL.max_allowed_packet AS bytes',
  'SET GLOBAL max_allowed_packet = 1073741824',
  'DROP DATABASE IF EXISTS `app`',
  `SET GLOBAL max_allowed_packet = ${declaredBytes}`,
];

describe('loading a schema', () => {
  test('passes on rows as large as MySQL knows them, and brings the declared limit back', async () => {
    program('mysqldump', 'echo dump');
    const { statements, database } = live();
    await load(database);
    expect(statements).toEqual(turn);
    expect(readFileSync(join(place, 'loaded'), 'utf8')).toBe('dump\n');
    for (const name of ['mysqldump', 'mysql']) expect(words(name)).toContain('--max-allowed-packet=1073741824');
  });

  test('of several applications replaces each schema, from one dump that is the same moment for all', async () => {
    program('mysqldump', 'echo dump');
    const { statements, database } = live();
    await loadSchemas(config, ['api', 'www'], database, scratch, () => undefined);
    const drops = statements.filter((sql) => sql.startsWith('DROP'));
    expect(drops).toEqual(['DROP DATABASE IF EXISTS `api`', 'DROP DATABASE IF EXISTS `www`']);
    expect(words('mysqldump')).toContain('--databases api www\n');
  });

  test('brings the limit back where it fails, too', async () => {
    program('mysqldump', 'echo broken >&2; exit 2');
    const { statements, database } = live();
    await expect(load(database)).rejects.toThrow('mysqldump failed (exit code 2): broken');
    expect(statements).toEqual(turn);
  });

  test('is rehearsed by the same dump, to nowhere', async () => {
    program('mysqldump', 'echo dump');
    await rehearseDump(['app'], scratch);
    const rehearsed = words('mysqldump');
    await load(live().database);
    expect(words('mysqldump')).toBe(rehearsed);
    program('mysqldump', 'echo "View references invalid table" >&2; exit 2');
    await expect(rehearseDump(['app'], scratch)).rejects.toThrow('View references invalid table');
  });
});
