import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { configFileName } from '../config-file.ts';
import type { Framework } from './finding.ts';
import { renderDeclaration } from './render-config.ts';
import { checkout, type Sample, samples } from './samples.ts';

export interface CreatedPlatform {
  readonly directory: string;
  readonly files: readonly string[];
  readonly framework: Framework;
}

/** Writes a declaration, a copy of the sample application, and, where there are none, what editors and Git want. */
export async function createPlatform(directory: string, framework: Framework): Promise<CreatedPlatform> {
  const sample = samples[framework];
  const source = join(checkout, sample.directory);
  await mkdir(directory, { recursive: true });
  await cp(source, join(directory, 'app'), {
    recursive: true,
    dereference: true,
    filter: (path) => belongsToSample(relative(source, path)),
  });
  const texts: readonly (readonly [name: string, text: string])[] = [
    [configFileName, renderDeclaration(framework, sample.app)],
    ['README.md', readme(sample)],
    ['tsconfig.json', `${JSON.stringify(editorConfig, null, 2)}\n`],
    ['.gitignore', ignored],
  ];
  const missing = texts.filter(([name]) => !existsSync(join(directory, name)));
  for (const [name, text] of missing) await writeFile(join(directory, name), text, { flag: 'wx' });
  return { directory, files: ['app/', ...missing.map(([name]) => name)].sort(), framework };
}

/** Tests of the sample, installed packages and what a program has left there are not for the new platform. */
function belongsToSample(inside: string): boolean {
  const isMade = /^(?:node_modules|__pycache__|\.venv|\.pytest_cache|staticfiles)$|\.(?:log|pyc)$/.test(
    basename(inside),
  );
  return inside !== 'tests' && !isMade;
}

const ignored = `# Installed, or made from the sources.
node_modules/
__pycache__/
.venv/
staticfiles/
*.log
`;

function readme({ kind }: Sample): string {
  return `# A platform of Smartx

\`smartx.config.ts\` declares it: DNS, load balancers, web servers, the application, MySQL, firewalls and monitoring.
\`app/\` is the application, a ${kind}; its own README tells more. Replace it by yours.

    smartx check                 # what is wrong with the declaration, all at once
    sudo smartx up               # the whole platform on this machine; once more after each change
    sudo smartx verify           # every promise, put to the test
    sudo smartx deploy           # the application alone, without a failed request
    sudo smartx down             # all of it gone

Commit \`secrets.*.age\` and \`secrets.recipients\` when they appear: what is secret is encrypted in them.
`;
}

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
