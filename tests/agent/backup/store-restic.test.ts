import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCatalogue } from '../../../agent/backup/catalogue.ts';
import { readText } from '../../../agent/backup/store.ts';
import { openRestic } from '../../../agent/backup/store-restic.ts';

/** In place of restic(1), which is on database hosts: a snapshot is a file. Says in a log what it is asked. */
const standIn = `#!/bin/sh
shift 4
echo "$1" >> "$STAND_IN/asked"
cd "$STAND_IN/files"
case "$1" in
  cat) echo '{"id":"1"}' ;;
  snapshots)
    list=
    for file in *; do list="$list,{\\"id\\":\\"$file\\",\\"paths\\":[\\"/$file\\"]}"; done
    echo "[\${list#,}]" ;;
  dump) cat "$3" ;;
  backup) cat > "$5" ;;
esac
`;
const MANIFESTS = 12;
const before = process.env.PATH;
let place: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'smartx-restic-'));
  mkdirSync(join(place, 'files'));
  writeFileSync(join(place, 'restic'), standIn);
  chmodSync(join(place, 'restic'), 0o755);
  writeFileSync(join(place, 'environment'), `STAND_IN=${place}\n`);
  process.env.PATH = `${place}${delimiter}${before}`;
  for (let number = 10; number < 10 + MANIFESTS; number++) {
    const manifest = { kind: 'full', name: `full-${number}`, when: `2026-11-${number}T03:00:00.000Z` };
    writeFileSync(join(place, 'files', `full-${number}.json`), JSON.stringify(manifest));
    writeFileSync(join(place, 'files', `full-${number}.tar.zst.age`), '');
  }
});
afterEach(() => {
  process.env.PATH = before;
  rmSync(place, { recursive: true });
});

const open = () => {
  const target = { kind: 'restic', repository: 'here', environmentFile: join(place, 'environment') } as const;
  return openRestic(target, join(place, 'cache'));
};
/** How often each command was run since the last time. */
const asked = () => {
  const log = join(place, 'asked');
  const words = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  rmSync(log, { force: true });
  return Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]));
};

test('each manifest is read from afar once, and the repository is listed once for all of them', async () => {
  const { fulls, unreadable } = await readCatalogue(open());
  expect([fulls.length, unreadable]).toEqual([MANIFESTS, []]);
  expect(asked()).toEqual({ cat: 1, snapshots: 1, dump: MANIFESTS });
  expect((await readCatalogue(open())).fulls).toEqual(fulls);
  expect(asked()).toEqual({ cat: 1, snapshots: 1 });
  expect(readdirSync(join(place, 'cache')).filter((name) => !name.endsWith('.json'))).toEqual([]);
});

test('what was written since the list is found', async () => {
  const store = open();
  await store.list();
  await store.write('full-10.check.json', Readable.from(['{}']));
  expect(await readText(store, 'full-10.check.json')).toBe('{}');
  expect(await store.list()).toContain('full-10.check.json');
});
