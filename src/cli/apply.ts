import type { Command } from 'commander';
import type { ApplyEnvironmentRequest, ApplyEnvironmentResult } from '../operations/apply-environment.ts';
import type { PlannedEnvironment } from '../operations/plan/plan-environment.ts';
import type { Platform } from '../platform/platform.ts';
import { confirm } from './confirm.ts';
import { readCredentials } from './credentials.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { untilInterrupted } from './interrupt.ts';
import { action, type Invocation, sameCommand } from './invocation.ts';
import { type LoadedDeclaration, loadDeclaration } from './load-declaration.ts';
import { chooseHosts } from './plan/choose-hosts.ts';
import { readSavedPlan } from './plan/saved-plan.ts';
import { UsageError } from './report/report-thrown.ts';
import { requireServers } from './require-servers.ts';
import { sayingCommit } from './secrets/say-commit.ts';

export interface ApplyOptions {
  readonly host?: readonly string[];
  readonly only?: readonly string[];
  readonly plan?: string;
  readonly prune?: boolean;
  readonly upgrade?: boolean;
}

export function addApply(program: Command): void {
  program
    .command('apply')
    .summary('make servers what the declaration says')
    .description(
      'Shows what would change, asks, and carries it out: packages, files and services, in waves that keep the service up, each wave proved well before the next one. What is so already is left alone, and what an interrupted call left half done is finished.',
    )
    .option('--host <name...>', 'change these hosts only')
    .option('--only <role...>', 'change hosts of these roles only: dns, loadBalancer, web, app, database, monitoring')
    .option('--plan <file>', 'carry out a plan that `plan --out` saved, if nothing has changed since; asks nothing')
    .option('--prune', 'also clean servers that are not declared any more; their data stay')
    .option('--upgrade', 'take the newest packages that the servers know of, and lock these versions')
    .addHelpText('after', examples)
    .action(action<ApplyOptions>(runApply));
}

const examples = renderExamples([
  ['smartx apply --env production', 'shows the plan, asks, applies'],
  ['smartx apply --env production --yes', 'asks nothing'],
  ['smartx apply --env production --host web-1', 'one host first'],
  ['smartx apply --env production --plan plan.json', 'what was saved, and nothing else'],
  ['smartx apply --env production --ask-sudo-password', 'where sudo wants one'],
]);

async function runApply(invocation: Invocation, options: ApplyOptions): Promise<number> {
  const { out, json } = invocation;
  const loaded = await loadDeclaration(invocation);
  requireServers(loaded.platform, invocation, 'apply');
  const choice = await readChoice(invocation, loaded.platform, options);
  const work = () => carryOut(invocation, loaded, choice);
  const { result, elapsedMs } = await sayingCommit(loaded.platform, invocation.err, work);
  if (json) out.print(JSON.stringify(result, null, 2));
  else out.print(renderResult(result, elapsedMs, invocation));
  return result.applied && result.absent.length === 0 ? exitCodes.ok : exitCodes.failure;
}

type Choice = Pick<ApplyEnvironmentRequest, 'only' | 'expected' | 'prune' | 'upgrade'>;

async function readChoice(
  { directory, environment }: Invocation,
  platform: Platform,
  options: ApplyOptions,
): Promise<Choice> {
  const { plan, prune = false, upgrade = false } = options;
  const only = chooseHosts(platform, options);
  if (plan === undefined) return { only, prune, upgrade, expected: undefined };
  if (prune || upgrade || only !== undefined) {
    throw new UsageError('A saved plan says itself what is changed where.', 'Add nothing else to --plan.');
  }
  return { prune, upgrade, ...(await readSavedPlan(directory, plan, environment)) };
}

async function carryOut(
  invocation: Invocation,
  { platform }: LoadedDeclaration,
  choice: Choice,
): Promise<{ readonly result: ApplyEnvironmentResult; readonly elapsedMs: number }> {
  const credentials = await readCredentials(invocation);
  const [{ applyEnvironment }, { startProgress }, { upProgress }, { newRunId, whoRuns }] = await Promise.all([
    import('../operations/apply-environment.ts'),
    import('./progress/start-progress.ts'),
    import('./progress/up-progress.ts'),
    import('./run-id.ts'),
  ]);
  const hosts = platform.hosts
    .filter(({ name }) => choice.only?.has(name) ?? true)
    .map(({ name, roles }) => ({ name, label: roles.join(' ') }));
  const again = sameCommand(invocation, 'apply');
  const startDisplay = () => startProgress(invocation, `${platform.domain} · ${platform.environment}`, hosts);
  let progress = await startDisplay();
  const translate = upProgress();
  const now = new Date();
  const request: ApplyEnvironmentRequest = {
    ...{ platform, ...choice, run: newRunId(now), who: whoRuns(), now, credentials },
    onEvent: (event) => {
      for (const shown of translate(event)) progress.tell(shown);
    },
    confirm: async (hosts, { undeclared, absent, rotating }) => {
      progress.stop();
      if (rotating)
        invocation.err.print(
          "A rotation of the database's passwords was cut off; this finishes it, and applications restart.",
        );
      const reasons = new Map(absent.map((host) => [host, 'apply goes on without it.']));
      const agreed = await agree(invocation, { hosts, undeclared, absent: reasons }, again);
      if (agreed) progress = await startDisplay();
      return agreed;
    },
  };
  try {
    const work = (signal: AbortSignal) => applyEnvironment({ ...request, signal });
    const result = await untilInterrupted(invocation.err, `${again} finishes what is left to do.`, work);
    return { result, elapsedMs: progress.elapsedMs() };
  } finally {
    progress.stop();
  }
}

async function agree(invocation: Invocation, planned: PlannedEnvironment, again: string): Promise<boolean> {
  const { environment, err, yes, verbose } = invocation;
  const [{ planDocument }, { renderPlan, renderSummary }] = await Promise.all([
    import('./plan/plan-document.ts'),
    import('./plan/render-plan.ts'),
  ]);
  const document = planDocument(environment, planned);
  if (!yes || verbose) err.print(yes ? renderSummary(document, err) : renderPlan(document, err));
  return confirm(invocation, `Apply this to '${environment}'?`, again);
}

function renderResult(result: ApplyEnvironmentResult, elapsedMs: number, { out }: Invocation): string {
  const { absent, applied, changedHosts, environment, lockFile, undeclared, url, virtualAddress } = result;
  if (!applied) return `${out.paint('yellow', '–')} Nothing was changed.`;
  const seconds = out.paint('dim', `${(elapsedMs / 1000).toFixed(1)} s`);
  const what = changedHosts.length === 0 ? 'nothing to do' : `changed ${changedHosts.join(', ')}`;
  const mark = out.paint('yellow', '!');
  const heading =
    absent.length === 0
      ? `${out.paint(['bold', 'green'], '✓')} ${environment} is as declared: ${what}  ${seconds}`
      : `${mark} ${environment} is as declared but for ${absent.join(', ')}: ${what}  ${seconds}`;
  return [
    heading,
    `  ${url}  virtual address ${virtualAddress}`,
    ...absent.map((host) => `  ${mark} ${host} did not answer and is as it was; apply again when it is back.`),
    ...undeclared.map((host) => `  ${mark} ${host} is no longer declared; --prune cleans it.`),
    ...(lockFile === undefined ? [] : [`  Versions are locked in ${lockFile}; it belongs in your repository.`]),
  ].join('\n');
}
