import type { Command } from 'commander';
import type { VerifyReport } from '../operations/verify/report.ts';
import type { VerifyEvent } from '../operations/verify/verify.ts';
import type { PlatformPromise } from '../promises/promise.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { untilInterrupted } from './interrupt.ts';
import { action, type Invocation, sameCommand } from './invocation.ts';
import { lookIntoLab, refuseLabOfAnother } from './lab-access.ts';
import { loadDeclaration } from './load-declaration.ts';
import { refuseUnwritable } from './report/refuse-unwritable.ts';
import { requireLab } from './require-servers.ts';
import { choosePromises, readWords } from './verify/choose-promises.ts';
import { writeReports } from './verify/write-reports.ts';

export interface VerifyOptions {
  readonly only?: string;
  readonly list?: boolean;
  readonly junit?: string;
  readonly html?: string;
}

export function addVerify(program: Command): void {
  program
    .command('verify')
    .summary('put every promise of the platform to the test')
    .description(
      'Checks each promise of the platform by real traffic, from outside and from every host. Changes nothing that lasts. Ends with code 1 when a promise is broken; what cannot be checked here is named and does not count as kept.',
    )
    .option('--only <list>', 'tiers, ids or beginnings of ids, with commas between: dns,firewall')
    .option('--list', 'show what is promised and ask nothing')
    .option('--junit <file>', 'also write the result as JUnit XML')
    .option('--html <file>', 'also write the result as one page to read or send')
    .addHelpText('after', examples)
    .action(action<VerifyOptions>(runVerify));
}

const examples = renderExamples([
  ['sudo smartx verify', 'all promises'],
  ['sudo smartx verify --only dns,firewall', 'those of two tiers'],
  ['smartx verify --list', 'what is promised and how it is checked'],
  ['sudo smartx verify --html verify.html', 'and a page for others'],
]);

async function runVerify(invocation: Invocation, options: VerifyOptions): Promise<number> {
  const { out, json, environment, directory: here } = invocation;
  const only = readWords(options.only);
  await refuseUnwritable(here, [options.junit, options.html]);
  const { platform, directory } = await loadDeclaration(invocation);
  const chosen = await choosePromises(platform, only);
  if (options.list) {
    const { listDocument, renderList } = await import('./verify/render-list.ts');
    out.print(json ? JSON.stringify(listDocument(chosen), null, 2) : renderList(chosen, out));
    return exitCodes.ok;
  }
  requireLab(platform, 'verify', sameCommand(invocation, 'status'));
  await refuseLabOfAnother(environment, directory);
  const report = await lookIntoLab(invocation, ['verify'], () => ask(invocation, platform, only, chosen));
  await writeReports(here, report, options);
  const { renderReport } = await import('./verify/render-report.ts');
  out.print(json ? JSON.stringify(report, null, 2) : renderReport(report, invocation));
  return report.totals.broken === 0 ? exitCodes.ok : exitCodes.failure;
}

async function ask(
  invocation: Invocation,
  platform: Awaited<ReturnType<typeof loadDeclaration>>['platform'],
  only: readonly string[],
  chosen: readonly PlatformPromise[],
): Promise<VerifyReport> {
  const [{ verifyLab }, { startProgress }, { verifyProgress }] = await Promise.all([
    import('../operations/verify/verify-lab.ts'),
    import('./progress/start-progress.ts'),
    import('./progress/verify-progress.ts'),
  ]);
  const { rows, translate } = verifyProgress(platform.hosts.length, chosen);
  const progress = await startProgress(invocation, `${platform.domain} · ${platform.environment}`, rows);
  const onEvent = (event: VerifyEvent) => {
    for (const shown of translate(event)) progress.tell(shown);
  };
  try {
    const work = (signal: AbortSignal) => verifyLab({ platform, only, now: new Date(), signal, onEvent });
    return await untilInterrupted(invocation.err, `${sameCommand(invocation, 'verify')} starts again.`, work);
  } finally {
    progress.stop();
  }
}
