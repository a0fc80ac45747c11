import type { Command } from 'commander';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { action, type Invocation, sameCommand } from './invocation.ts';
import { UsageError } from './report/report-thrown.ts';

interface DownOptions {
  readonly keepData?: boolean;
}

export function addDown(program: Command): void {
  program
    .command('down')
    .summary('stop the lab and leave nothing of it')
    .description(
      'Stops all machines of the lab and removes them, their networks and their data. Images stay, so that the next up is quick. Needs no declaration.',
    )
    .option('--keep-data', 'shut down properly and keep disks and data for the next up')
    .addHelpText('after', examples)
    .action(action<DownOptions>(runDown));
}

const examples = renderExamples([
  ['sudo smartx down', 'gone, with its data'],
  ['sudo smartx down --keep-data', 'off, to be continued by up'],
  ['sudo smartx down --env trial', 'another lab'],
]);

async function runDown(invocation: Invocation, { keepData = false }: DownOptions): Promise<number> {
  const { environment, err, out, json } = invocation;
  const [{ labState }, { down }, { newRunId, whoRuns }] = await Promise.all([
    import('../lab/lab.ts'),
    import('../operations/down.ts'),
    import('./run-id.ts'),
  ]);
  requireRoot();
  const before = await labState(environment);
  await refuseForeign(invocation, before.owner);
  const [{ startProgress }, { labProgress }] = await Promise.all([
    import('./progress/start-progress.ts'),
    import('./progress/lab-progress.ts'),
  ]);
  const interrupt = listenForInterrupt(err, `${sameCommand(invocation, 'down')} finishes it.`);
  const hosts = before.machines.map(({ host }) => ({ name: host, label: '' }));
  const progress = await startProgress(invocation, `stopping ${environment}`, hosts);
  try {
    const now = new Date();
    await down({
      environment,
      keepData,
      run: newRunId(now),
      who: whoRuns(),
      now,
      signal: interrupt.signal,
      onEvent: (event) => {
        const shown = labProgress(event);
        if (shown !== undefined) progress.tell(shown);
      },
    });
  } finally {
    progress.stop();
    interrupt.release();
  }
  out.print(json ? JSON.stringify({ environment, keptData: keepData, machines: hosts.length }, null, 2) : sentence());
  return exitCodes.ok;

  function sentence(): string {
    if (hosts.length === 0) return `There is nothing of a lab '${environment}'.`;
    const machines = `${hosts.length} ${hosts.length === 1 ? 'machine' : 'machines'}`;
    const kept = keepData ? 'stopped, data kept' : 'gone, and all data with them';
    return `${out.paint(['bold', 'green'], '✓')} ${machines} of '${environment}' ${kept}`;
  }
}

/** Looking at a lab needs nothing, ending one does. */
function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new UsageError('Stopping a lab needs root.', 'sudo smartx down');
}

/** Two projects may both have a lab of this name; the data in it belongs to only one of them. */
async function refuseForeign({ directory, environment, configFile, yes }: Invocation, owner: string | undefined) {
  if (owner === undefined || yes) return;
  const { findConfigFile } = await import('./config-file.ts');
  const { dirname } = await import('node:path');
  const config = findConfigFile(directory, configFile);
  if (config.ok && dirname(config.value) === owner) return;
  throw new UsageError(
    `The lab '${environment}' belongs to ${owner}, not to this directory.`,
    `Run smartx down there, or add --yes to remove it from here.`,
  );
}
