import type { Command } from 'commander';
import type { PlannedEnvironment } from '../operations/plan/plan-environment.ts';
import type { Credentials } from '../operations/transport-of.ts';
import type { Platform } from '../platform/platform.ts';
import { readCredentials } from './credentials.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { untilInterrupted } from './interrupt.ts';
import { action, type Invocation, sameCommand } from './invocation.ts';
import { atEnvironment } from './lab-access.ts';
import { loadDeclaration } from './load-declaration.ts';
import { chooseHosts } from './plan/choose-hosts.ts';
import { savePlan } from './plan/saved-plan.ts';
import { refuseUnwritable } from './report/refuse-unwritable.ts';
import { requireServers } from './require-servers.ts';

interface PlanOptions {
  readonly check?: boolean;
  readonly host?: readonly string[];
  readonly only?: readonly string[];
  readonly out?: string;
}

export function addPlan(program: Command): void {
  program
    .command('plan')
    .summary('what would change on which host, and why')
    .description(
      'Compares every host with the declaration: files with the lines that differ, services, and what each step would interrupt. What was changed on a host behind our back is named as drift. Reads only; secrets are not shown.',
    )
    .option('--check', 'end with code 3 when anything would change')
    .option('--out <file>', 'servers: save it, for apply --plan')
    .option('--host <name...>', 'show these hosts only')
    .option('--only <role...>', 'show hosts of these roles only')
    .addHelpText('after', examples)
    .action(action<PlanOptions>(runPlan));
}

const examples = renderExamples([
  ['sudo smartx plan', 'what the next up would do'],
  ['sudo smartx plan --check', 'for a timer: code 3 tells of drift'],
  ['sudo smartx plan --json', 'a document for a script, with all diffs'],
  ['smartx plan --env production', 'what the next apply to servers would do'],
  ['smartx plan --env production --out plan.json', 'saved, to be read by others and applied as it is'],
]);

async function runPlan(invocation: Invocation, options: PlanOptions): Promise<number> {
  const { out, json, environment, directory } = invocation;
  const loaded = await loadDeclaration(invocation);
  const isLab = loaded.platform.provider === 'lab';
  const credentials = await readCredentials(invocation);
  const only = chooseHosts(loaded.platform, options);
  if (options.out !== undefined) {
    requireServers(loaded.platform, invocation, 'plan --out');
    await refuseUnwritable(directory, [options.out]);
  }
  const look = () => compare(invocation, loaded.platform, only, credentials, options.out !== undefined);
  const planned = await atEnvironment(invocation, loaded, ['plan'], look);
  const [{ planDocument }, { renderPlan }] = await Promise.all([
    import('./plan/plan-document.ts'),
    import('./plan/render-plan.ts'),
  ]);
  const document = planDocument(environment, planned);
  const next = options.out === undefined ? [isLab ? 'up' : 'apply'] : ['apply', '--plan', options.out];
  if (options.out !== undefined) await savePlan(directory, options.out, document);
  out.print(json ? JSON.stringify(document, null, 2) : renderPlan(document, out, sameCommand(invocation, ...next)));
  if (options.check && document.changes) return exitCodes.changes;
  return planned.absent.size > 0 ? exitCodes.failure : exitCodes.ok;
}

async function compare(
  invocation: Invocation,
  platform: Platform,
  only: ReadonlySet<string> | undefined,
  credentials: Credentials,
  exactly: boolean,
): Promise<PlannedEnvironment> {
  const [{ planEnvironment }, { planExactly }, { newRunId, whoRuns }] = await Promise.all([
    import('../operations/plan/plan-environment.ts'),
    import('../operations/plan/plan-exactly.ts'),
    import('./run-id.ts'),
  ]);
  return untilInterrupted(invocation.err, `${sameCommand(invocation, 'plan')} starts again.`, (signal) => {
    const request = { platform, only, credentials, signal };
    const now = new Date();
    return exactly ? planExactly({ ...request, run: newRunId(now), who: whoRuns(), now }) : planEnvironment(request);
  });
}
