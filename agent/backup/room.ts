import { stat, statfs } from 'node:fs/promises';

/** Of the data, that must be free: a copy of them, and what its recovery writes. */
export const ROOM_FACTOR = 1.2;

/** The disk of the scratch directory is most often that of the live data, which a restore must not fill. */
export async function refuseWithoutRoom(directory: string, needed: number, what: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new Error(`${directory} has ${megabytes(free)} of room, ${what} needs ${megabytes(needed)}`);
}

export async function onSameFileSystem(one: string, other: string): Promise<boolean> {
  const [left, right] = await Promise.all([stat(one), stat(other)]);
  return left.dev === right.dev;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
