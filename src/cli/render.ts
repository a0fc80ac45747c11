import type { Command } from 'commander';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { action, type Invocation } from './invocation.ts';
import { loadDeclaration } from './load-declaration.ts';

interface RenderOptions {
  readonly out: string;
  readonly withSecrets?: boolean;
}

export function addRender(program: Command): void {
  program
    .command('render')
    .requiredOption('--out <dir>', 'directory to write to: new, empty, or of an earlier render')
    .option('--with-secrets', "write the environment's real secrets and keys instead of placeholders")
    .summary('write every file of every host, at its real path')
    .description(
      'Writes every file of every host to DIR/<host>/<path>, and DIR/manifest.json with owners, modes, packages and units. The same declaration gives the same bytes.',
    )
    .addHelpText('after', examples)
    .action(action<RenderOptions>(runRender));
}

const examples = renderExamples([
  ['smartx render --out rendered', 'read what would be installed'],
  ['diff -r before rendered', 'see what a change of the declaration does'],
]);

async function runRender(invocation: Invocation, { out: target, withSecrets = false }: RenderOptions): Promise<number> {
  const { platform } = await loadDeclaration(invocation);
  const [{ compile }, { writeManifest }, { resolve }] = await Promise.all([
    import('../compile.ts'),
    import('./write-manifest.ts'),
    import('node:path'),
  ]);
  const materials = withSecrets ? await realMaterials(platform) : await placeholders(platform);
  const written = await writeManifest(resolve(invocation.directory, target), compile(platform, materials), withSecrets);
  const { out, json } = invocation;
  const { hosts, files } = written;
  const note = withSecrets ? 'with secrets' : 'placeholders for secrets';
  out.print(
    json
      ? JSON.stringify({ directory: written.directory, hosts, files, withSecrets }, null, 2)
      : `${out.paint(['bold', 'green'], '✓')} ${files} files of ${hosts} hosts in ${target} (${note})`,
  );
  return exitCodes.ok;
}

type Platform = Awaited<ReturnType<typeof loadDeclaration>>['platform'];

async function placeholders(platform: Platform) {
  const [{ placeholderMaterials }, { bundleDatabaseAgent }] = await Promise.all([
    import('../operations/placeholder-materials.ts'),
    import('../../agent/bundle.ts'),
  ]);
  return placeholderMaterials(platform, await bundleDatabaseAgent());
}

async function realMaterials(platform: Platform) {
  const [{ gatherMaterials }, { buildsDirectory }, { labPaths }, { join }] = await Promise.all([
    import('../operations/materials.ts'),
    import('../operations/up.ts'),
    import('../lab/lab.ts'),
    import('node:path'),
  ]);
  const { directory } = labPaths(platform.environment);
  const { materials } = await gatherMaterials({
    platform,
    stateDirectory: join(directory, 'state'),
    cacheDirectory: buildsDirectory,
    authorityFile: join(directory, 'ca.crt'),
    now: new Date(),
  });
  return materials;
}
