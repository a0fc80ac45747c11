import type { Command } from 'commander';
import type { ReleaseList } from '../operations/releases/list-releases.ts';
import { type AppOption, appOption, appWords, chooseApps } from './choose-apps.ts';
import { readCredentials } from './credentials.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { action, type Invocation, type Output, sameCommand } from './invocation.ts';
import { atEnvironment } from './lab-access.ts';
import { loadDeclaration } from './load-declaration.ts';
import { renderTable } from './table.ts';

export function addReleases(program: Command): void {
  program
    .command('releases')
    .option(...appOption)
    .summary('what was deployed, when, by whom, and where it still is')
    .description('Lists the releases of the application, or of each of several, the newest first. Changes nothing.')
    .addHelpText(
      'after',
      renderExamples([
        ['sudo smartx releases', 'of the lab'],
        ['smartx releases --env production --json', 'a document for a script'],
      ]),
    )
    .action(action(runReleases));
}

async function runReleases(invocation: Invocation, option: AppOption): Promise<number> {
  const { out, json } = invocation;
  const loaded = await loadDeclaration(invocation);
  const { platform } = loaded;
  const apps = chooseApps(platform, option);
  const [{ refuseLabThatIsDown }, { listReleases }, { transportOf }] = await Promise.all([
    import('../operations/read-environment.ts'),
    import('../operations/releases/list-releases.ts'),
    import('../operations/transport-of.ts'),
  ]);
  const credentials = await readCredentials(invocation);
  const read = async () => {
    await refuseLabThatIsDown(platform, `list the releases of '${platform.environment}'`);
    return listReleases(platform, apps, await transportOf(platform, credentials));
  };
  const list = await atEnvironment(invocation, loaded, ['releases', ...appWords(option)], read);
  out.print(json ? JSON.stringify(list, null, 2) : renderReleases(list, out, sameCommand(invocation, 'deploy')));
  return list.silent.length === 0 ? exitCodes.ok : exitCodes.failure;
}

export function renderReleases(list: ReleaseList, { paint }: Pick<Output, 'paint'>, deploy: string): string {
  const { environment, releases, silent } = list;
  const lost = silent.map((host) => `${paint('yellow', '!')} ${host} does not answer.`);
  if (releases.length === 0) return [`Nothing was deployed to '${environment}' yet: ${deploy}`, ...lost].join('\n');
  const isOne = releases.every(({ application }) => application === null);
  const first = isOne ? [] : ['application'];
  const titles = [...first, 'release', 'when (UTC)', 'by', 'with', 'runs on', 'still on'].map((title) =>
    paint('dim', title),
  );
  const rows = releases.map(({ application, ids, when, who, what, current, hosts }, index) => [
    ...(isOne ? [] : [isNewest(releases, index) ? paint('bold', application ?? '') : '']),
    isNewest(releases, index) ? paint(['bold', 'green'], ids.app) : ids.app,
    when.slice(0, 19).replace('T', ' '),
    who,
    what,
    isNewest(releases, index) || current.length > 0 ? current.join(' ') || paint('yellow', 'nowhere') : '',
    hosts.join(' '),
  ]);
  return [renderTable([titles, ...rows]), ...lost].join('\n');
}

/** The newest of each application come first. */
function isNewest(releases: ReleaseList['releases'], index: number): boolean {
  return releases[index]?.application !== releases[index - 1]?.application;
}
