import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * The agent as one module for Node 24, with everything that it needs inside: the text of database-agent.mjs. The same
 * sources give the same bytes, so that an unchanged agent is never restarted.
 */
export function bundleDatabaseAgent(): Promise<string> {
  return bundle('main.ts');
}

/** The program that makes and restores backups on database hosts, in the same way: the text of database-backup.mjs. */
export function bundleDatabaseBackup(): Promise<string> {
  return bundle('backup/main.ts');
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    // Paths in comments of the output are relative to this folder, wherever the checkout is.
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    minifyWhitespace: true,
    // mysql2 is CommonJS and requires the modules of Node, which a bundled ES module cannot do by itself.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild returned no output for ${entry}`);
  return output.text;
}
