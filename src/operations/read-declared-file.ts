import { readFile } from 'node:fs/promises';
import { Failure } from '../problems/failure.ts';

/** A file that the declaration names. @throws Failure */
export async function readDeclaredFile(file: string, step: string, declaredAt: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure({
      step,
      reason: `${file}: ${error.message}`,
      changed: 'Nothing was changed.',
      next: `see ${declaredAt} in smartx.config.ts; the files must be readable by whoever runs smartx.`,
    });
  });
}
