import type { Command } from 'commander';
import type { RotateDatabase, RotatedDatabase } from '../../operations/secrets/rotate-database.ts';
import type { SecretName } from '../../services/manifest.ts';
import { confirm } from '../confirm.ts';
import { readCredentials } from '../credentials.ts';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';
import { action, type Invocation, sameCommand } from '../invocation.ts';
import { atEnvironment } from '../lab-access.ts';
import { type LoadedDeclaration, loadDeclaration } from '../load-declaration.ts';
import { UsageError } from '../report/report-thrown.ts';
import { withSecrets } from './reach-secrets.ts';

export function addSecretsRotate(secrets: Command): void {
  secrets
    .command('rotate')
    .argument('<name>', 'a secret that Smartx made, or `database`: all passwords of accounts there')
    .summary('new passwords, without an outage')
    .description(
      'Makes a secret anew. Passwords of the database are brought to the hosts at once: the database takes the new ones beside the old ones, then the applications restart with the new ones, host by host and each without requests meanwhile, then the old ones stop working. Whatever cuts this off, everybody can log in, and the same command, or the next apply, finishes it.',
    )
    .addHelpText(
      'after',
      renderExamples([
        ['smartx secrets rotate database --env production', 'a password may have leaked, or somebody left'],
        ['sudo smartx secrets rotate database', 'try it in the lab'],
        ['smartx secrets rotate zoneTransferKey --env production', 'then: smartx apply'],
      ]),
    )
    .action(action(runRotate));
}

async function runRotate(invocation: Invocation, _options: object, [name = '']: readonly string[]): Promise<number> {
  const loaded = await loadDeclaration(invocation);
  const chosen = await choose(invocation, name);
  if (chosen.kind === 'database') return rotateDatabase(invocation, loaded, name, chosen.names);
  const { renewSecret } = await import('../../operations/secrets/change-secrets.ts');
  await withSecrets(invocation, loaded, ['rotate', name], (request) => renewSecret(request, chosen.name));
  const { out, json, environment } = invocation;
  const next = sameCommand(invocation, loaded.platform.provider === 'lab' ? 'up' : 'apply');
  out.print(
    json
      ? JSON.stringify({ environment, names: [name], rotated: true, changedHosts: [] }, null, 2)
      : `${out.paint(['bold', 'green'], '✓')} ${name} was made anew.\n  ${next} brings it to the hosts.`,
  );
  return exitCodes.ok;
}

type Chosen =
  | { readonly kind: 'database'; readonly names: readonly SecretName[] }
  | { readonly kind: 'other'; readonly name: SecretName };

/** @throws UsageError for what cannot be rotated. */
async function choose(invocation: Invocation, name: string): Promise<Chosen> {
  const [{ databasePasswords, unrotatable }, { isGenerated }] = await Promise.all([
    import('../../operations/secrets/rotation.ts'),
    import('../../operations/secrets/change-secrets.ts'),
  ]);
  if (name === 'database') return { kind: 'database', names: databasePasswords };
  if (!isGenerated(name)) {
    throw new UsageError(
      `'${name}' is no secret that Smartx made.`,
      `A value of your own: ${sameCommand(invocation, 'secrets', 'set', name)}. What there is: ${sameCommand(invocation, 'secrets', 'list')}`,
    );
  }
  const reason = unrotatable[name];
  if (reason !== undefined) {
    throw new UsageError(`${name} cannot be rotated: ${reason}.`, 'docs/guides/secrets.md tells what can be done.');
  }
  const isOfDatabase = databasePasswords.some((one) => one === name);
  return isOfDatabase ? { kind: 'database', names: [name] } : { kind: 'other', name };
}

async function rotateDatabase(
  invocation: Invocation,
  loaded: LoadedDeclaration,
  name: string,
  names: readonly SecretName[],
): Promise<number> {
  const command = ['secrets', 'rotate', name];
  const { result, elapsedMs } = await atEnvironment(invocation, loaded, command, () =>
    carryOut(invocation, loaded, command, names),
  );
  const { out, json } = invocation;
  out.print(json ? JSON.stringify(result, null, 2) : renderResult(result, elapsedMs, invocation));
  return result.rotated ? exitCodes.ok : exitCodes.failure;
}

async function carryOut(
  invocation: Invocation,
  { platform, directory }: LoadedDeclaration,
  command: readonly string[],
  names: readonly SecretName[],
): Promise<{ readonly result: RotatedDatabase; readonly elapsedMs: number }> {
  const credentials = await readCredentials(invocation);
  const [{ rotateDatabase: rotate }, { startProgress }, { upProgress }, { newRunId, whoRuns }] = await Promise.all([
    import('../../operations/secrets/rotate-database.ts'),
    import('../progress/start-progress.ts'),
    import('../progress/up-progress.ts'),
    import('../run-id.ts'),
  ]);
  const again = sameCommand(invocation, ...command);
  const hosts = platform.hosts
    .filter(({ roles }) => roles.includes('app') || roles.includes('database'))
    .map(({ name, roles }) => ({ name, label: roles.join(' ') }));
  const title = `rotate passwords · ${platform.domain} · ${platform.environment}`;
  const startDisplay = () => startProgress(invocation, title, hosts);
  let progress: Awaited<ReturnType<typeof startDisplay>> | undefined;
  const translate = upProgress();
  const now = new Date();
  const request: RotateDatabase = {
    ...{ platform, owner: directory, names, run: newRunId(now), who: whoRuns(), now, credentials },
    onEvent: (event) => {
      for (const shown of translate(event)) progress?.tell(shown);
    },
    confirm: async (about) => {
      const agreed = await agree(invocation, about, again);
      if (agreed) progress = await startDisplay();
      return agreed;
    },
  };
  try {
    const work = (signal: AbortSignal) => rotate({ ...request, signal });
    const result = await untilInterrupted(invocation.err, `${again} finishes it.`, work);
    return { result, elapsedMs: progress?.elapsedMs() ?? 0 };
  } finally {
    progress?.stop();
  }
}

type RotationToCome = Parameters<RotateDatabase['confirm']>[0];

function agree(invocation: Invocation, { names, begun, restarts }: RotationToCome, again: string): Promise<boolean> {
  const { err, environment } = invocation;
  const what =
    begun === undefined ? `New: ${names.join(', ')}.` : `Begun ${begun} and not finished: ${names.join(', ')}.`;
  err.print(`${what} The application restarts on ${restarts.join(', ')}, one host at a time.`);
  const verb = begun === undefined ? 'Rotate' : 'Go on rotating';
  return confirm(invocation, `${verb} these passwords of '${environment}'?`, again);
}

function renderResult(result: RotatedDatabase, elapsedMs: number, { out }: Invocation): string {
  if (!result.rotated) return `${out.paint('yellow', '–')} Nothing was changed.`;
  const seconds = out.paint('dim', `${(elapsedMs / 1000).toFixed(1)} s`);
  const names = result.names.join(', ');
  const verb = result.names.length === 1 ? 'is' : 'are';
  return `${out.paint(['bold', 'green'], '✓')} ${names} ${verb} new, and the old no longer valid: changed ${result.changedHosts.join(', ')}  ${seconds}`;
}
