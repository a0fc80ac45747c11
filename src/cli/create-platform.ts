import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configFileName } from './config-file.ts';
import { UsageError } from './report/report-thrown.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const sampleDirectory = join(checkout, 'examples/node');

export interface CreatedPlatform {
  readonly directory: string;
  readonly files: readonly string[];
}

/**
 * Writes a declaration, a copy of the sample application and, where there is none, a tsconfig.json for editors.
 * @throws UsageError when one of them is there already; nothing is written then.
 */
export async function createPlatform(directory: string): Promise<CreatedPlatform> {
  for (const name of [configFileName, 'app']) {
    if (existsSync(join(directory, name))) {
      throw new UsageError(
        `${join(directory, name)} exists already; nothing was written.`,
        'smartx init NEW-DIRECTORY',
      );
    }
  }
  await mkdir(directory, { recursive: true });
  await cp(sampleDirectory, join(directory, 'app'), { recursive: true, filter: belongsToSample });
  await writeFile(join(directory, configFileName), declarationText, { flag: 'wx' });
  const ownConfig = join(directory, 'tsconfig.json');
  if (existsSync(ownConfig)) return { directory, files: [configFileName, 'app/'] };
  await writeFile(ownConfig, `${JSON.stringify(editorConfig, null, 2)}\n`, { flag: 'wx' });
  return { directory, files: [configFileName, 'app/', 'tsconfig.json'] };
}

/** Tests and installed packages of the sample are not for the new platform. */
function belongsToSample(source: string): boolean {
  const inside = relative(sampleDirectory, source);
  return !['node_modules', 'tests'].includes(inside) && !basename(source).endsWith('.log');
}

const declarationText = `import { definePlatform } from 'smartx';

/** Everything else has a sensible default; an editor shows what can be written, and \`smartx check\` what is wrong. */
export default definePlatform({
  domain: 'example.test',
  app: {
    directory: 'app',
    start: 'node src/main.ts',
    migrate: 'node src/migrate.ts',
    contract: 'ledger',
  },
  // Another machine's mount, or a repository of restic, survives the loss of these hosts, too.
  database: { backup: { target: { directory: '/var/backups/smartx' } } },
});
`;

/** Tells an editor where 'smartx' is, and accepts only what Node can strip. `tsc --noEmit` reads it, too. */
const editorConfig = {
  compilerOptions: {
    module: 'preserve',
    target: 'es2024',
    lib: ['es2024'],
    types: ['node'],
    typeRoots: [join(checkout, 'node_modules/@types')],
    paths: { smartx: [join(checkout, 'src/index.ts')] },
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    moduleDetection: 'force',
    skipLibCheck: true,
  },
  include: [configFileName],
};
