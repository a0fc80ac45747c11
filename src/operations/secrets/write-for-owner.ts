import { chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeWhole } from '../write-whole.ts';

/** Writes a file that belongs in a repository. Root, who runs labs, leaves it to whoever the directory belongs to. */
export async function writeForOwner(file: string, content: string): Promise<void> {
  await writeWhole(file, content, 0o644);
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dirname(file));
  await chown(file, uid, gid);
}
