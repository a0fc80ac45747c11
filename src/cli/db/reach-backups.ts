import type { BackupReach } from '../../operations/database/backup-program.ts';
import { readCredentials } from '../credentials.ts';
import { untilInterrupted } from '../interrupt.ts';
import { type Invocation, sameCommand } from '../invocation.ts';
import { atEnvironment } from '../lab-access.ts';
import { loadDeclaration } from '../load-declaration.ts';
import { UsageError } from '../report/report-thrown.ts';
import { warnTo } from '../warn-to.ts';

interface Reached extends BackupReach {
  /** The private key of the backups; from the operator's secrets. */
  readonly identity: string;
}

/**
 * Does work with the backups of an environment. With `records`, alone and remembered in its journal.
 * @throws UsageError where the declaration has no backups; whatever the work throws.
 */
export async function withBackups<T>(
  invocation: Invocation,
  command: readonly string[],
  work: (reach: Reached) => Promise<T>,
  { records, interrupted }: { readonly records: boolean; readonly interrupted?: string },
): Promise<T> {
  const loaded = await loadDeclaration(invocation);
  const { platform } = loaded;
  if (platform.database.backup === undefined) {
    throw new UsageError(
      'No backups are declared.',
      "Add to the declaration: database: { backup: { target: { directory: '/var/backups/smartx' } } }",
    );
  }
  const [{ readEnvironment }, { recordedRun }, { pathsOf }, { newRunId, whoRuns }] = await Promise.all([
    import('../../operations/read-environment.ts'),
    import('../../operations/recorded-run.ts'),
    import('../../operations/environment-paths.ts'),
    import('../run-id.ts'),
  ]);
  const credentials = await readCredentials(invocation);
  const what = command.slice(0, 2).join(' ');
  const { err } = invocation;
  const now = new Date();
  const { journalDirectory } = pathsOf(platform);
  const about = { environment: platform.environment, journalDirectory, run: newRunId(now), who: whoRuns(), what, now };
  const next = interrupted ?? `${sameCommand(invocation, ...command)} starts again.`;
  return atEnvironment(invocation, loaded, command, () =>
    untilInterrupted(err, next, (signal) => {
      const run = async () => {
        const { transport, materials } = await readEnvironment(
          platform,
          `reach the backups of '${platform.environment}'`,
          credentials,
        );
        const onLine = (line: string) => err.print(`  ${err.paint('dim', line)}`);
        const onWarning = warnTo(err);
        return work({ platform, transport, signal, onLine, onWarning, identity: materials.secrets.backupIdentity });
      };
      return records ? recordedRun({ ...about, signal }, run) : run();
    }),
  );
}
