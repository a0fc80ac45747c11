import { type Command, InvalidArgumentError } from 'commander';
import type { RequestRecord } from '../load/request-record.ts';
import type { DrillRequest } from '../operations/drill/drill.ts';
import type { DrillEvent } from '../operations/drill/drill-events.ts';
import { drilledApp } from '../platform/chosen-apps.ts';
import { appOption, appWords, chooseApp } from './choose-apps.ts';
import { chooseDrills, type DrillChoice, isAlertsDrill } from './drill/choose-drills.ts';
import type { Drilled } from './drill/write-page.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { type InterruptWords, untilInterrupted } from './interrupt.ts';
import { action, type Invocation, sameCommand } from './invocation.ts';
import { lookIntoLab, refuseLabOfAnother } from './lab-access.ts';
import { type LoadedDeclaration, loadDeclaration } from './load-declaration.ts';
import { requireLab } from './require-servers.ts';
import { warnTo } from './warn-to.ts';

export interface DrillOptions extends DrillChoice {
  readonly rate?: number;
  readonly duration?: number;
  readonly html?: string;
}

export function addDrill(program: Command): void {
  program
    .command('drill')
    .argument('[name...]', 'drills, in the order in which they are done')
    .summary('break the platform under load, and measure what its users feel')
    .description(
      'Sends the site a constant load, breaks one thing, heals it, sees that it is healed, and holds the ledger against what users were told. Ends with code 1 when an objective is missed. For labs, and refused where the declaration says `drills: false`; but for `alerts`, which sends no load, breaks nothing, and is for servers, too.',
    )
    .option('--all', 'every drill that makes sense here')
    .option(...appOption)
    .option('--list', 'show the drills and do nothing')
    .option('--heal', 'heal what a drill left broken that was itself killed')
    .option('--rate <number>', 'requests a second, 1 to 500 (default: 50)', numberBetween(1, 500))
    .option('--duration <seconds>', 'how long the fault lasts, 1 to 300', numberBetween(1, 300))
    .option('--html <file>', 'also write the report as one page with charts')
    .addHelpText('after', examples)
    .action(action<DrillOptions>(runDrillCommand));
}

const examples = renderExamples([
  ['smartx drill --list', 'what there is, and what it proves'],
  ['sudo smartx drill lb-crash', 'one drill, about half a minute'],
  ['sudo smartx drill --all --html drills.html', 'all of them, and a page for others'],
  ['sudo smartx drill app-hang --app api', 'of several applications this one; the load goes to it, too'],
  ['sudo smartx drill alerts', 'every alerting rule fires and clears; nobody is told, nothing is broken'],
  ['sudo smartx drill --heal', 'after a drill that was killed'],
]);

async function runDrillCommand(invocation: Invocation, options: DrillOptions, names: readonly string[]) {
  const { out, json, environment } = invocation;
  const isOfAlerts = isAlertsDrill(names, options);
  const chosen = isOfAlerts ? [] : chooseDrills(names, options);
  const { refuseUnwritable } = await import('./report/refuse-unwritable.ts');
  await refuseUnwritable(invocation.directory, [options.html]);
  const loaded = await loadDeclaration(invocation);
  const app = options.app === undefined ? drilledApp(loaded.platform) : chooseApp(loaded.platform, options);
  if (options.list) {
    const { listDocument, renderList } = await import('./drill/render-list.ts');
    out.print(
      json ? JSON.stringify(listDocument(chosen, loaded.platform), null, 2) : renderList(chosen, loaded.platform, out),
    );
    return exitCodes.ok;
  }
  if (isOfAlerts) {
    const { drillAlerts } = await import('./drill/drill-alerts.ts');
    return drillAlerts(invocation, loaded);
  }
  requireLab(loaded.platform, 'drill', sameCommand(invocation, 'status'));
  await refuseLabOfAnother(environment, loaded.directory);
  if (options.heal) return heal(invocation, loaded);
  const { requireDrillable } = await import('./drill/require-drillable.ts');
  requireDrillable(loaded.platform, app, chosen);
  const words = appWords(options);
  const typed = ['drill', ...(options.all ? ['--all'] : names), ...words];
  const { document, records } = await lookIntoLab(invocation, typed, () =>
    drillAll(invocation, options, loaded, { app, drills: chosen }),
  );
  if (options.html !== undefined) {
    const { writePage } = await import('./drill/write-page.ts');
    await writePage(invocation, options.html, { document, records, words });
  }
  if (json) out.print(JSON.stringify(document, null, 2));
  else if (document.drills.length + document.skipped.length > 1) {
    const { renderOverview } = await import('./drill/render-overview.ts');
    out.print(renderOverview(document, out));
  }
  return document.passed ? exitCodes.ok : exitCodes.failure;
}

async function drillAll(
  invocation: Invocation,
  { rate, duration }: DrillOptions,
  { platform, directory }: LoadedDeclaration,
  what: Pick<DrillRequest, 'app' | 'drills'>,
): Promise<Drilled> {
  const [{ drill }, { showDrills }, { newRunId, whoRuns }, { defaultRatePerSecond }] = await Promise.all([
    import('../operations/drill/drill.ts'),
    import('./drill/show-drills.ts'),
    import('./run-id.ts'),
    import('../load/load-config.ts'),
  ]);
  const ratePerSecond = rate ?? defaultRatePerSecond;
  const records: (readonly RequestRecord[])[] = [];
  const show = showDrills(invocation, ratePerSecond);
  const warnings: string[] = [];
  const request = {
    ...{ platform, ...what, owner: directory, ratePerSecond, faultSeconds: duration },
    ...{ run: newRunId(new Date()), who: whoRuns(), now: () => new Date() },
    onEvent: (event: DrillEvent) => {
      show.tell(event);
      if (event.kind === 'report') records.push(event.records);
    },
    onWarning: (text: string) => void warnings.push(text),
  };
  const next = `${sameCommand(invocation, 'drill', '--heal')} heals if anything is left.`;
  try {
    const work = (signal: AbortSignal) => drill({ ...request, signal });
    return { document: await untilInterrupted(invocation.err, next, work, healing), records };
  } finally {
    show.end();
    for (const warning of warnings) warnTo(invocation.err)(warning);
  }
}

const healing: InterruptWords = {
  first: 'Stopping; what is broken is healed first.',
  further: 'Still healing. If you must leave, kill -9 it, and heal later: smartx drill --heal',
};

async function heal(invocation: Invocation, { platform, directory }: LoadedDeclaration): Promise<number> {
  const { out, json } = invocation;
  const [{ healDrill }, { describeFault }, { newRunId, whoRuns }] = await Promise.all([
    import('../operations/drill/drill.ts'),
    import('../operations/drill/faults.ts'),
    import('./run-id.ts'),
  ]);
  const now = () => new Date();
  const request = { platform, owner: directory, run: newRunId(now()), who: whoRuns(), now };
  const healed = await lookIntoLab(invocation, ['drill', '--heal'], () => healDrill(request));
  if (json) out.print(JSON.stringify({ environment: platform.environment, healed: healed ?? null }, null, 2));
  else if (healed === undefined) out.print('Nothing was left broken by a drill.');
  else {
    const done = out.paint(['bold', 'green'], '✓');
    out.print(`${done} ${healed.drill} of ${healed.since} is healed: ${healed.faults.map(describeFault).join(', ')}`);
  }
  return exitCodes.ok;
}

function numberBetween(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`A number from ${min} to ${max}.`);
  };
}
