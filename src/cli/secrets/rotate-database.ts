import type { RotateDatabase, RotatedDatabase } from '../../operations/secrets/rotate-database.ts';
import type { SecretName } from '../../services/manifest.ts';
import { confirm } from '../confirm.ts';
import { readCredentials } from '../credentials.ts';
import { exitCodes } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';
import { type Invocation, sameCommand } from '../invocation.ts';
import { atEnvironment } from '../lab-access.ts';
import type { LoadedDeclaration } from '../load-declaration.ts';
import { sayCommit } from './say-commit.ts';

/** Carries a rotation of the database's passwords out, with progress on stderr. @param name as it was typed */
export async function rotateDatabase(
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
  out.print(json ? JSON.stringify(result, null, 2) : renderResult(result, loaded, elapsedMs, invocation));
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

function renderResult(
  result: RotatedDatabase,
  { platform }: LoadedDeclaration,
  elapsedMs: number,
  { out }: Invocation,
): string {
  if (!result.rotated) return `${out.paint('yellow', '–')} Nothing was changed.`;
  const seconds = out.paint('dim', `${(elapsedMs / 1000).toFixed(1)} s`);
  const names = result.names.join(', ');
  const verb = result.names.length === 1 ? 'is' : 'are';
  const where = result.changedHosts.length === 0 ? '' : `: changed ${result.changedHosts.join(', ')}`;
  return [
    `${out.paint(['bold', 'green'], '✓')} ${names} ${verb} new, and the old no longer valid${where}  ${seconds}`,
    ...sayCommit(platform),
  ].join('\n');
}
