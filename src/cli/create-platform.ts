import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configFileName } from './config-file.ts';
import { UsageError } from './report/report-thrown.ts';

const sampleDirectory = fileURLToPath(new URL('../../examples/node', import.meta.url));

export interface CreatedPlatform {
  readonly directory: string;
  readonly files: readonly string[];
}

/**
 * Writes a declaration and a copy of the sample application.
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
  return { directory, files: [configFileName, 'app/'] };
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
  },
});
`;
