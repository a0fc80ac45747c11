import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from './read-if-there.ts';

/**
 * The program that runs beside each MySQL server, as one text. Bundling starts a second process, so its result is kept
 * under a hash of what goes in.
 */
export async function ensureDatabaseAgent(cacheDirectory: string, program: Program = 'agent'): Promise<string> {
  const file = await bundleFile(cacheDirectory, program);
  const known = await readIfThere(file);
  if (known !== undefined) return known;
  const text = await bundle(program);
  await mkdir(cacheDirectory, { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, text);
  await rename(fresh, file);
  return text;
}

/** The same, and keeps nothing. */
export async function readDatabaseAgent(cacheDirectory: string, program: Program = 'agent'): Promise<string> {
  return (await readIfThere(await bundleFile(cacheDirectory, program))) ?? bundle(program);
}

/** `agent`: what keeps a member in its group. `backup`: what makes and restores backups. */
type Program = 'agent' | 'backup';

async function bundleFile(cacheDirectory: string, program: Program): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const sources = (await readdir(join(root, 'agent'), { recursive: program === 'backup' }))
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const hash = createHash('sha256').update(await readFile(join(root, 'package-lock.json')));
  for (const name of sources) hash.update(name).update(await readFile(join(root, 'agent', name)));
  return join(cacheDirectory, `database-${program}-${hash.digest('hex').slice(0, 16)}.mjs`);
}

async function bundle(program: Program): Promise<string> {
  const { bundleDatabaseAgent, bundleDatabaseBackup } = await import('../../agent/bundle.ts');
  return program === 'agent' ? bundleDatabaseAgent() : bundleDatabaseBackup();
}
