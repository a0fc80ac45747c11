import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A file that takes next to no place: holes, and after each MiB its number, so that a part which is missing, or comes
 * twice, makes another hash.
 */
export function makeBigFile(bytes: number): { readonly path: string; readonly remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'smartx-upload-'));
  const path = join(directory, 'body');
  const file = openSync(path, 'w');
  ftruncateSync(file, bytes);
  for (let at = 0; at < bytes; at += 1 << 20) writeSync(file, `part ${at}`.slice(0, bytes - at), at);
  closeSync(file);
  return { path, remove: () => rmSync(directory, { recursive: true }) };
}
