import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file whole or not at all: beside its place first. The directory is made when it is missing, for its owner
 * alone.
 * @param mode for its owner alone, unless others may read it
 */
export async function writeWhole(file: string, content: string, mode = 0o600): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, content, { mode });
  await rename(`${file}.new`, file);
}
