import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Beside the backups: tells a directory from the empty one below a mount that is missing. */
export const identityFile = 'smartx-backups.json';

/** Undefined where there is none, or no directory. */
export async function readIdentity(directory: string): Promise<string | undefined> {
  const path = join(directory, identityFile);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const id = /"id": "([0-9a-f-]{36})"/.exec(text)?.[1];
  if (id === undefined) throw new Error(`${path} does not tell which target this is: it is damaged`);
  return id;
}

/** Of hosts that share a mount and begin at the same time the first one wins, and all return what it wrote. */
export async function writeIdentity(directory: string): Promise<string> {
  const path = join(directory, identityFile);
  const draft = `${path}.${randomUUID()}.part`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ id: randomUUID() }, null, 2)}\n`);
    await file.sync();
    await file.close();
    // Whole under its name, or not there: link(2) replaces nothing.
    await link(draft, path).catch(async (error: NodeJS.ErrnoException) => {
      // As on CIFS and FAT.
      if (!linkless.includes(error.code ?? '')) throw error;
      await copyFile(draft, path, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
  }
  const winner = await readIdentity(directory);
  if (winner === undefined) throw new Error(`${path} was written and is gone`);
  return winner;
}

const linkless = ['ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM'];
