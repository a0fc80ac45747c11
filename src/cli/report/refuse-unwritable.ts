import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from './report-thrown.ts';

/**
 * Makes sure that files can be written before a long run, as far as that can be known.
 * @throws UsageError
 */
export async function refuseUnwritable(here: string, files: readonly (string | undefined)[]): Promise<void> {
  for (const file of files) {
    if (file === undefined) continue;
    const path = resolve(here, file);
    const directory = await stat(dirname(path)).catch(() => undefined);
    if (!directory?.isDirectory()) {
      throw new UsageError(`There is no directory ${dirname(path)}.`, `mkdir -p ${dirname(path)}`);
    }
    if ((await stat(path).catch(() => undefined))?.isDirectory()) {
      throw new UsageError(`${path} is a directory.`, 'Name a file in it.');
    }
  }
}
