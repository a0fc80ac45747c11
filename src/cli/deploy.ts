import type { Command } from 'commander';
import type { DeployRequest, DeployResult } from '../operations/releases/deploy.ts';
import { type AppOption, appOption, appWords, chooseApp, chooseApps } from './choose-apps.ts';
import { readCredentials } from './credentials.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { untilInterrupted } from './interrupt.ts';
import { action, type Invocation, sameCommand } from './invocation.ts';
import { atEnvironment } from './lab-access.ts';
import { type LoadedDeclaration, loadDeclaration } from './load-declaration.ts';
import { sayingCommit } from './secrets/say-commit.ts';
import { warnTo } from './warn-to.ts';

export function addDeploy(program: Command): void {
  program
    .command('deploy')
    .option(...appOption)
    .summary('put the application as it is now on all of its hosts')
    .description(
      'Packs the application and brings it to its hosts: migrations once, then host by host, each without requests until the new release is ready. A host on which it does not become ready gets the old one back, and those after it are not touched.',
    )
    .addHelpText(
      'after',
      renderExamples([
        ['sudo smartx deploy', 'to the lab'],
        ['smartx deploy --env production', 'to servers'],
        ['smartx deploy --app api --env production', 'of several applications this one; the others stay as they are'],
      ]),
    )
    .action(action((invocation, options: AppOption) => release(invocation, options, { kind: 'deploy' })));
}

export function addRollback(program: Command): void {
  program
    .command('rollback')
    .argument('[release]', 'its id, or the first digits of it; without it the one before')
    .option(...appOption)
    .summary('go back to an earlier release')
    .description(
      'Puts an earlier release on all hosts, in the same way as deploy. Migrations are not undone. It stays until the next deploy, also over an up or apply.',
    )
    .addHelpText(
      'after',
      renderExamples([
        ['sudo smartx rollback', 'to the release before'],
        ['smartx rollback 86d184 --env production', 'to a certain one; smartx releases shows them'],
      ]),
    )
    .action(action((invocation, options: AppOption, [to]) => release(invocation, options, { kind: 'rollback', to })));
}

async function release(invocation: Invocation, option: AppOption, what: DeployRequest['what']): Promise<number> {
  const { out, json } = invocation;
  const loaded = await loadDeclaration(invocation);
  const { platform } = loaded;
  const apps = what.kind === 'rollback' ? [chooseApp(platform, option)] : chooseApps(platform, option);
  const to = what.kind === 'rollback' && what.to !== undefined ? [what.to] : [];
  const command = [what.kind, ...to, ...appWords(option)];
  const work = () =>
    sayingCommit(platform, invocation.err, () => carryOut(invocation, loaded, { what, apps, command }));
  const { result, elapsedMs } = await atEnvironment(invocation, loaded, command, work);
  const about = { kind: what.kind, provider: platform.provider, elapsedMs, words: appWords(option) };
  out.print(json ? JSON.stringify(result, null, 2) : renderResult(result, about, invocation));
  return result.absent.length === 0 ? exitCodes.ok : exitCodes.failure;
}

async function carryOut(
  invocation: Invocation,
  { platform, directory }: LoadedDeclaration,
  { what, apps, command }: Pick<DeployRequest, 'what' | 'apps'> & { readonly command: readonly string[] },
): Promise<{ readonly result: DeployResult; readonly elapsedMs: number }> {
  const credentials = await readCredentials(invocation);
  const [{ deploy }, { startProgress }, { upProgress }, { newRunId, whoRuns }] = await Promise.all([
    import('../operations/releases/deploy.ts'),
    import('./progress/start-progress.ts'),
    import('./progress/up-progress.ts'),
    import('./run-id.ts'),
  ]);
  const hosts = platform.hosts
    .filter(({ roles }) => roles.includes('app') || roles.includes('web'))
    .map(({ name, roles }) => ({ name, label: roles.join(' ') }));
  const next = `${sameCommand(invocation, ...command)} finishes it.`;
  const progress = await startProgress(
    invocation,
    `${what.kind} · ${platform.domain} · ${platform.environment}`,
    hosts,
  );
  const translate = upProgress();
  const now = new Date();
  const onEvent: DeployRequest['onEvent'] = (event) => {
    for (const shown of translate(event)) progress.tell(shown);
  };
  const warnings: string[] = [];
  const request = {
    platform,
    apps,
    owner: directory,
    what,
    run: newRunId(now),
    who: whoRuns(),
    now,
    credentials,
    onEvent,
    onWarning: (text: string) => void warnings.push(text),
  };
  try {
    const result = await untilInterrupted(invocation.err, next, (signal) => deploy({ ...request, signal }));
    return { result, elapsedMs: progress.elapsedMs() };
  } finally {
    progress.stop();
    // In the middle of the progress nobody would see them.
    for (const warning of warnings) warnTo(invocation.err)(warning);
  }
}

interface Finished {
  readonly kind: 'deploy' | 'rollback';
  readonly provider: 'lab' | 'servers';
  readonly elapsedMs: number;
  /** That chose applications. */
  readonly words: readonly string[];
}

function renderResult(
  { environment, applications, changedHosts, absent }: DeployResult,
  { kind, provider, elapsedMs, words: chosen }: Finished,
  invocation: Invocation,
): string {
  const { paint } = invocation.out;
  const mark = absent.length === 0 ? paint(['bold', 'green'], '✓') : paint(['bold', 'yellow'], '!');
  const again = sameCommand(invocation, provider === 'lab' ? 'up' : 'apply');
  const lost = absent.map((host) => `  ${mark} ${host} did not answer and is as it was; when it is back: ${again}`);
  const seconds = paint('dim', `${(elapsedMs / 1000).toFixed(1)} s`);
  if (changedHosts.length === 0) {
    const ids = applications.map(({ name, release: { app } }) => (name === null ? app : `${app} of ${name}`));
    return [`${mark} '${environment}' has release ${ids.join(', ')} already.  ${seconds}`, ...lost].join('\n');
  }
  const back = sameCommand(invocation, kind === 'deploy' ? 'rollback' : 'deploy', ...wordsBack(applications, chosen));
  const words = kind === 'deploy' ? 'goes back' : 'brings the present sources again';
  return [
    ...applications.map(({ url, release: { app }, previous }) => {
      const before = previous === null ? '' : previous.app === app ? ', as before' : `, before it was ${previous.app}`;
      return `${mark} ${url} runs release ${paint('bold', app)} on ${changedHosts.join(', ')}${before}.  ${seconds}`;
    }),
    `  ${back} ${words}.`,
    ...lost,
  ].join('\n');
}

/** One of several goes back by its name. */
function wordsBack(applications: DeployResult['applications'], chosen: readonly string[]): readonly string[] {
  const name = applications.find(({ release: { app }, previous }) => previous?.app !== app)?.name ?? null;
  return name === null ? chosen : appWords({ app: name });
}
