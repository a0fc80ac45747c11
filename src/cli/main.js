// The one file of ours in JavaScript: with TypeScript here Node would load its type stripper at every start, a tenth of
// a second, before the line below could tell it where the stripped files are.
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Stripping and compiling our own files takes longer than most commands. The cache holds only what Node can make again,
// and where it cannot be written Node goes without.
enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'smartx', 'compile'));

const { runCommandLine } = await import('./run-command-line.ts');
await runCommandLine(process.argv.slice(2));
