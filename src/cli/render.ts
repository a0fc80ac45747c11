import { mkdir } from 'node:fs/promises';
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
  const loaded = await loadDeclaration(invocation);
  const { platform } = loaded;
  const [{ compile }, { writeManifest }, { resolve }] = await Promise.all([
    import('../compile.ts'),
    import('./write-manifest.ts'),
    import('node:path'),
  ]);
  const materials = withSecrets ? await realMaterials(loaded) : await placeholders(platform);
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

type Loaded = Awaited<ReturnType<typeof loadDeclaration>>;

async function placeholders(platform: Loaded['platform']) {
  const [{ placeholderMaterials }, { bundleDatabaseAgent }] = await Promise.all([
    import('../operations/placeholder-materials.ts'),
    import('../../agent/bundle.ts'),
  ]);
  return placeholderMaterials(platform, await bundleDatabaseAgent());
}

async function realMaterials({ platform, directory: owner }: Loaded) {
  const [{ gatherMaterials }, { pathsOf }, { recordedRun }, { refuseForeignLab }, ids] = await Promise.all([
    import('../operations/materials.ts'),
    import('../operations/environment-paths.ts'),
    import('../operations/recorded-run.ts'),
    import('../lab/lab.ts'),
    import('./run-id.ts'),
  ]);
  const { environment } = platform;
  const now = new Date();
  const { journalDirectory } = pathsOf(platform);
  const about = {
    environment,
    journalDirectory,
    run: ids.newRunId(now),
    who: ids.whoRuns(),
    what: 'render --with-secrets',
    now,
  };
  return recordedRun(about, async () => {
    if (platform.provider === 'lab') await refuseForeignLab(environment, owner);
    const { stateDirectory, caFile, buildsDirectory } = pathsOf(platform);
    await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
    const paths = { stateDirectory, cacheDirectory: buildsDirectory, authorityFile: caFile };
    return (await gatherMaterials({ platform, ...paths, now })).materials;
  });
}
