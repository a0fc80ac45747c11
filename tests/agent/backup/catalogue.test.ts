import { Readable } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { readCatalogue } from '../../../agent/backup/catalogue.ts';
import type { Store } from '../../../agent/backup/store.ts';

const when = '2026-11-24T03:00:00.000Z';
const full = (name: string) => JSON.stringify({ kind: 'full', name, when });

afterEach(() => void vi.useRealTimers());

/** A store that has these files, and loses some after the first look at it. */
function storeOf(files: Readonly<Record<string, string>>, lost: readonly string[] = []): Store {
  let looks = 0;
  const list = async () => {
    looks += 1;
    return Object.keys(files).filter((name) => looks === 1 || !lost.includes(name));
  };
  const refuse = () => Promise.reject(new Error('nothing writes here'));
  const read = (name: string) => Readable.from([Buffer.from(lost.includes(name) ? '' : (files[name] ?? ''))]);
  return { title: 'here', list, read, write: refuse, remove: refuse, identify: refuse, claim: refuse };
}

test('manifests that are damaged, and data that are gone, are named', async () => {
  const catalogue = await readCatalogue(
    storeOf({
      'full-1.json': full('full-1'),
      'full-1.tar.zst.age': '',
      'full-2.json': '{"kind": "fu',
      'full-2.tar.zst.age': '',
      'full-3.json': '{}',
      'full-4.json': full('full-4'),
    }),
  );
  expect(catalogue.fulls.map(({ name }) => name)).toEqual(['full-1']);
  expect(catalogue.unreadable).toEqual(['full-2.json', 'full-3.json', 'full-4.tar.zst.age']);
});

test('what another host removes meanwhile is no damage', async () => {
  const files = { 'full-1.json': full('full-1'), 'full-1.tar.zst.age': '' };
  expect((await readCatalogue(storeOf(files, Object.keys(files)))).unreadable).toEqual([]);
});

test('a store that is slow is no store that hangs: it is told how far the list came', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`full-${index}.json`, '{}']));
  const store = storeOf(files);
  const read = (name: string) => {
    vi.advanceTimersByTime(4_000);
    return store.read(name);
  };
  const lines: string[] = [];
  await readCatalogue({ ...store, read }, (line) => lines.push(line));
  expect(lines.length).toBeGreaterThan(1);
  expect(lines[0]).toMatch(/^\d+ of 12 documents of here read$/);
});
