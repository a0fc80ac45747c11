import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { refuseWithoutRoom } from '../../../agent/backup/room.ts';
import { bytesToLoad } from '../../../agent/backup/room-to-replace.ts';
import { expectedBytes } from '../../../agent/backup/take-full.ts';

test('what does not fit is refused with numbers', async () => {
  await refuseWithoutRoom(tmpdir(), 1, 'nothing much');
  await expect(refuseWithoutRoom(tmpdir(), 2 ** 70, 'the restored data')).rejects.toThrow(
    /has [\d.]+ MiB of room, the restored data needs 1125899906842624\.0 MiB$/,
  );
});

test('a packed backup is expected to shrink as the last one did, and not to grow', () => {
  expect(expectedBytes(1_000, undefined)).toBe(1_000);
  expect(expectedBytes(1_000, { dataBytes: 100, bytes: 10 })).toBeCloseTo(120);
  expect(expectedBytes(1_000, { dataBytes: 100, bytes: 99 })).toBe(1_000);
});

test('what is loaded takes its place twice, less what is dropped', () => {
  expect(bytesToLoad(100, 80)).toBe(120);
  expect(bytesToLoad(100, 0)).toBe(200);
  expect(bytesToLoad(10, 80)).toBe(0);
});
