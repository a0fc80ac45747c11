// The one file of ours in JavaScript: with TypeScript here Node would load its type stripper at every start, a tenth of
// a second, before the line below could tell it where the stripped files are.
import { existsSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Stripping and compiling our own files takes longer than most commands. The cache holds only what Node can make again,
// and where it cannot be written we go without.
const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
const cache = join(caches, 'smartx', 'compile');
if (makeEach([caches, join(caches, 'smartx'), cache])) enableCompileCache(cache);

const { runCommandLine } = await import('./run-command-line.ts');
await runCommandLine(process.argv.slice(2));

/** One by one: Node's recursive mkdir, which its cache uses as well, never returns where nothing can be made (/proc). */
function makeEach(directories) {
  try {
    for (const directory of directories) if (!existsSync(directory)) mkdirSync(directory);
    return true;
  } catch {
    return false;
  }
}
