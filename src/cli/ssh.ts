import type { Command } from 'commander';
import type { Platform } from '../platform/platform.ts';
import { renderExamples } from './examples.ts';
import { action, defaultEnvironment, type Invocation, sameCommand } from './invocation.ts';
import { lookIntoLab, refuseLabOfAnother } from './lab-access.ts';
import { loadDeclaration } from './load-declaration.ts';
import { UsageError } from './report/report-thrown.ts';
import { runInForeground } from './run-in-foreground.ts';
import { sshRouteTo } from './ssh-route.ts';

export function addSsh(program: Command): void {
  program
    .command('ssh')
    .argument('<host>', 'host of the environment')
    .argument('[command...]', 'what to run there; its options after --')
    .summary('a shell on a host, or one command')
    .description('Opens a shell on a host, or runs one command there and returns its exit code. This is ssh(1) itself.')
    .addHelpText('after', examples)
    .action(action(runSsh));
}

const examples = renderExamples([
  ['smartx ssh web-1', 'a shell'],
  ['smartx ssh db-1 -- journalctl -u mysql -n 20', 'one command'],
]);

async function runSsh(
  invocation: Invocation,
  _options: object,
  [host = '', ...command]: readonly string[],
): Promise<number> {
  const servers = await findServers(invocation);
  if (servers !== undefined) {
    const names = servers.hosts.map(({ name }) => name);
    await requireHost(host, names, invocation);
    const { options, destination } = await sshRouteTo(servers, host);
    return runInForeground('ssh', [...options, '--', destination, ...command]);
  }
  const { labPaths, labState } = await import('../lab/lab.ts');
  await refuseLabOfAnotherDeclaration(invocation);
  const { machines } = await lookIntoLab(invocation, ['ssh', host, ...command], () => labState(invocation.environment));
  await requireHost(
    host,
    machines.map((machine) => machine.host),
    invocation,
  );
  const argv = ['-F', labPaths(invocation.environment).sshConfig, host, ...command];
  return runInForeground('ssh', argv);
}

/** The platform of servers; undefined for a lab, which needs no declaration, and may have a broken one. */
async function findServers(invocation: Invocation): Promise<Platform | undefined> {
  const { directory, configFile, environment } = invocation;
  if (environment === defaultEnvironment && configFile === undefined) return undefined;
  const [{ findConfigFile }, { readLabRecord }] = await Promise.all([
    import('./config-file.ts'),
    import('../lab/lab.ts'),
  ]);
  if ((await readLabRecord(environment)) !== undefined) return undefined;
  if (!findConfigFile(directory, configFile).ok) return undefined;
  const { platform } = await loadDeclaration(invocation);
  return platform.provider === 'lab' ? undefined : platform;
}

/** Where no declaration is near there is no other lab that could be meant. */
async function refuseLabOfAnotherDeclaration({ directory, configFile, environment }: Invocation): Promise<void> {
  const [{ findConfigFile }, { dirname }] = await Promise.all([import('./config-file.ts'), import('node:path')]);
  const config = findConfigFile(directory, configFile);
  if (config.ok) await refuseLabOfAnother(environment, dirname(config.value));
}

async function requireHost(host: string, known: readonly string[], invocation: Invocation): Promise<void> {
  const { environment } = invocation;
  if (known.includes(host)) return;
  if (known.length === 0) throw new UsageError(`The lab '${environment}' is not up.`, sameCommand(invocation, 'up'));
  const { didYouMeanHint } = await import('../problems/suggest.ts');
  throw new UsageError(
    `There is no host '${host}' in '${environment}'.${didYouMeanHint(host, known)}`,
    `Choose one of: ${known.join(', ')}.`,
  );
}
