import type { Command } from 'commander';
import type { PlannedHost } from '../operations/plan/plan-lab.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { action, type Invocation, sameCommand } from './invocation.ts';
import { lookIntoLab, refuseLabOfAnother } from './lab-access.ts';
import { type LoadedDeclaration, loadDeclaration } from './load-declaration.ts';

interface PlanOptions {
  readonly check?: boolean;
}

export function addPlan(program: Command): void {
  program
    .command('plan')
    .summary('what would change on which host, and why')
    .description(
      'Compares every host with the declaration: files with the lines that differ, services, and what each step would interrupt. What was changed on a host behind our back is named as drift. Reads only; secrets are not shown.',
    )
    .option('--check', 'end with code 3 when anything would change')
    .addHelpText('after', examples)
    .action(action<PlanOptions>(runPlan));
}

const examples = renderExamples([
  ['sudo smartx plan', 'what the next up would do'],
  ['sudo smartx plan --check', 'for a timer: code 3 tells of drift'],
  ['sudo smartx plan --json', 'a document for a script, with all diffs'],
]);

async function runPlan(invocation: Invocation, { check }: PlanOptions): Promise<number> {
  const { out, json, environment } = invocation;
  const loaded = await loadDeclaration(invocation);
  await refuseLabOfAnother(environment, loaded.directory);
  const hosts = await lookIntoLab(invocation, ['plan'], () => compare(invocation, loaded));
  const [{ planDocument }, { renderPlan }] = await Promise.all([
    import('./plan/plan-document.ts'),
    import('./plan/render-plan.ts'),
  ]);
  const document = planDocument(environment, hosts);
  out.print(json ? JSON.stringify(document, null, 2) : renderPlan(document, out, sameCommand(invocation, 'up')));
  return check && document.changes ? exitCodes.changes : exitCodes.ok;
}

async function compare(invocation: Invocation, { platform }: LoadedDeclaration): Promise<readonly PlannedHost[]> {
  const { planLab } = await import('../operations/plan/plan-lab.ts');
  const interrupt = listenForInterrupt(invocation.err, `${sameCommand(invocation, 'plan')} starts again.`);
  try {
    return await planLab({ platform, signal: interrupt.signal });
  } catch (thrown) {
    // Whatever aborted work throws, the reason is ctrl-C.
    throw interrupt.signal.aborted ? interrupt.signal.reason : thrown;
  } finally {
    interrupt.release();
  }
}
