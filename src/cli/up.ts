import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { UpEvent, UpResult } from '../operations/up.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { untilInterrupted } from './interrupt.ts';
import { action, type Invocation, sameCommand } from './invocation.ts';
import { type LoadedDeclaration, loadDeclaration } from './load-declaration.ts';
import { renderReach } from './report/reach-report.ts';
import { requireLab } from './require-servers.ts';

interface UpOptions {
  readonly publish?: number;
}

export function addUp(program: Command): void {
  program
    .command('up')
    .summary('bring the whole platform up on this machine')
    .description(
      'Brings every host of the lab up and makes it as declared. What is so already is left alone, and what an interrupted call left half done is finished.',
    )
    .option('--publish <port>', 'also reach the site at this port of 127.0.0.1, for a browser', parsePort)
    .addHelpText('after', examples)
    .action(action<UpOptions>(runUp));
}

const examples = renderExamples([
  ['sudo smartx up', 'the lab of this directory'],
  ['sudo smartx up --publish 8443', 'and a port for your browser'],
  ['smartx up --json', 'how to reach it, as a document'],
]);

async function runUp(invocation: Invocation, { publish }: UpOptions): Promise<number> {
  return bringUpAndReport(invocation, await loadDeclaration(invocation), publish);
}

/** Brings a lab up with progress on stderr, and says how to reach it. */
export async function bringUpAndReport(
  invocation: Invocation,
  loaded: LoadedDeclaration,
  publish: number | undefined,
): Promise<number> {
  const { err, out, json, environment } = invocation;
  requireLab(loaded.platform, 'up', sameCommand(invocation, 'apply'));
  const { requireLabMachine } = await import('./require-lab-machine.ts');
  await requireLabMachine(environment, err);
  const { result, elapsedMs } = await bringUp(invocation, loaded, publish);
  if (json) out.print(JSON.stringify(result, null, 2));
  else {
    const publishCommand = sameCommand(invocation, 'up', '--publish', '8443');
    out.print(renderReach(result, loaded.platform, elapsedMs, publishCommand, out));
  }
  return exitCodes.ok;
}

async function bringUp(
  invocation: Invocation,
  { platform, directory }: LoadedDeclaration,
  publishPort: number | undefined,
): Promise<{ readonly result: UpResult; readonly elapsedMs: number }> {
  const [{ up }, { startProgress }, { upProgress }, { newRunId, whoRuns }] = await Promise.all([
    import('../operations/up.ts'),
    import('./progress/start-progress.ts'),
    import('./progress/up-progress.ts'),
    import('./run-id.ts'),
  ]);
  const hosts = platform.hosts.map(({ name, roles }) => ({ name, label: roles.join(' ') }));
  const next = `${sameCommand(invocation, 'up')} finishes it; ${sameCommand(invocation, 'down')} removes what is there.`;
  const progress = await startProgress(invocation, `${platform.domain} · ${platform.environment}`, hosts);
  const translate = upProgress();
  const now = new Date();
  const onEvent = (event: UpEvent) => {
    for (const shown of translate(event)) progress.tell(shown);
  };
  const request = { platform, owner: directory, run: newRunId(now), who: whoRuns(), now, publishPort, onEvent };
  try {
    const result = await untilInterrupted(invocation.err, next, (signal) => up({ ...request, signal }));
    return { result, elapsedMs: progress.elapsedMs() };
  } finally {
    progress.stop();
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 1 to 65535.');
}
