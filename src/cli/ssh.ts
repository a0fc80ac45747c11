import type { Command } from 'commander';
import type { SshRoute } from '../transport/openssh.ts';
import { renderExamples } from './examples.ts';
import { action, defaultEnvironment, type Invocation, sameCommand } from './invocation.ts';
import { lookIntoLab, refuseLabOfAnother } from './lab-access.ts';
import { loadDeclaration } from './load-declaration.ts';
import { UsageError } from './report/report-thrown.ts';

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
    await requireHost(host, [...servers.keys()], invocation);
    const { options, destination } = servers.get(host)!;
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

/** The way to each server, by name; undefined for a lab, which needs no declaration, and the default one none to be read. */
async function findServers(invocation: Invocation): Promise<ReadonlyMap<string, SshRoute> | undefined> {
  const { directory, configFile, environment } = invocation;
  if (environment === defaultEnvironment && configFile === undefined) return undefined;
  const { findConfigFile } = await import('./config-file.ts');
  if (!findConfigFile(directory, configFile).ok) return undefined;
  const { platform } = await loadDeclaration(invocation);
  if (platform.provider === 'lab') return undefined;
  const [{ ensureControlDirectory, routesOf }, { routeTo }] = await Promise.all([
    import('../operations/transport-of.ts'),
    import('../transport/servers.ts'),
  ]);
  const routes = routesOf(platform);
  const access = { routes, configFile: platform.sshConfig, controlDirectory: await ensureControlDirectory() };
  return new Map([...routes.keys()].map((host) => [host, routeTo(access, host)]));
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
  const { didYouMean } = await import('../problems/suggest.ts');
  const near = didYouMean(host, known);
  const hint = near === undefined ? '' : ` (Did you mean ${near}?)`;
  throw new UsageError(`There is no host '${host}' in '${environment}'.${hint}`, `Choose one of: ${known.join(', ')}.`);
}

/** The terminal belongs to the child meanwhile: ctrl-C is for it, and its exit code is ours. */
async function runInForeground(command: string, argv: readonly string[]): Promise<number> {
  const { spawn } = await import('node:child_process');
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(command, argv, { stdio: 'inherit' });
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(code ?? signalExitBase + (signalNumbers[signal ?? ''] ?? 0)));
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}

/** What a POSIX shell reports for a child that a signal ended. */
const signalExitBase = 128;
const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
