import type { LookupAddress } from 'node:dns';
import { afterEach, expect, test } from 'vitest';
import { createLookup } from '../../src/load/resolve-name.ts';
import { openNameServer, openSilentNameServer } from './local-site.ts';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
});

/** A lookup against name servers on this machine, with a clock that the test moves. */
async function lookupOf(kinds: readonly ('answers' | 'silent')[], ttlSeconds = 300) {
  const seen = { questions: 0, nowMs: 0 };
  const count = () => {
    seen.questions += 1;
  };
  const sockets = await Promise.all(
    kinds.map((kind) => (kind === 'silent' ? openSilentNameServer() : openNameServer(ttlSeconds, count))),
  );
  opened.push(...sockets);
  const lookup = createLookup(
    sockets.map((socket) => `127.0.0.1:${socket.address().port}`),
    () => seen.nowMs,
  );
  const find = (name: string) =>
    new Promise<string | LookupAddress[]>((resolve, reject) =>
      lookup(name, { all: true }, (error, found) => (error ? reject(error) : resolve(found))),
    );
  return { seen, find };
}

test('an answer serves everybody for five seconds, then the name servers are asked again', async () => {
  const { seen, find } = await lookupOf(['answers']);
  const found = await Promise.all([find('www.example.test'), find('www.example.test')]);
  expect(found).toEqual(Array(2).fill([{ address: '127.0.0.1', family: 4 }]));
  seen.nowMs = 4_999;
  await find('www.example.test');
  expect(seen.questions).toBe(1);
  seen.nowMs = 5_000;
  await find('www.example.test');
  expect(seen.questions).toBe(2);
});

test('a shorter time to live is kept to', async () => {
  const { seen, find } = await lookupOf(['answers'], 2);
  await find('www.example.test');
  seen.nowMs = 2_000;
  await find('www.example.test');
  expect(seen.questions).toBe(2);
});

test('a silent name server costs a moment, and the next one answers', async () => {
  const { seen, find } = await lookupOf(['silent', 'answers']);
  expect(await find('www.example.test')).toEqual([{ address: '127.0.0.1', family: 4 }]);
  expect(seen.questions).toBe(1);
});

test('silence of all is an error of the question, and is not remembered', async () => {
  const { find } = await lookupOf(['silent']);
  await expect(find('www.example.test')).rejects.toMatchObject({ syscall: 'queryA', code: 'ETIMEOUT' });
  await expect(find('www.example.test')).rejects.toMatchObject({ syscall: 'queryA' });
});

test('an address needs nobody', async () => {
  const { seen, find } = await lookupOf(['answers']);
  expect(await find('192.0.2.1')).toEqual([{ address: '192.0.2.1', family: 4 }]);
  expect(seen.questions).toBe(0);
});
