import { readCredentials } from '../credentials.ts';
import { exitCodes } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';
import { type Invocation, sameCommand } from '../invocation.ts';
import { atEnvironment } from '../lab-access.ts';
import { loadDeclaration } from '../load-declaration.ts';
import { UsageError } from '../report/report-thrown.ts';
import { type LogsOptions, queryOf, tellCut, tellLost } from './logs-options.ts';
import { entryDocument, entryRenderer } from './render-entry.ts';

/** A monitoring host is asked in place of the hosts themselves. */
export async function readCollected(
  invocation: Invocation,
  options: LogsOptions,
  words: readonly string[],
): Promise<number> {
  const { err, json, out } = invocation;
  if (options.follow)
    throw new UsageError('--collected cannot be followed.', 'Leave out one of --collected and --follow.');
  const [{ openJournals }, { readCollectedLogs }] = await Promise.all([
    import('../../operations/logs/open-journals.ts'),
    import('../../operations/logs/read-collected.ts'),
  ]);
  const loaded = await loadDeclaration(invocation);
  const { platform } = loaded;
  return atEnvironment(invocation, loaded, ['logs', ...words], async () => {
    const collectors = platform.hosts.filter(({ roles }) => roles.includes('monitoring')).map(({ name }) => name);
    const { transport, down } = await openJournals(platform, collectors, await readCredentials(invocation));
    const request = { transport, down, collectors, hosts: words, query: queryOf(options), lines: options.lines };
    const { entries, cut, missing, silent } = await untilInterrupted(
      err,
      `${sameCommand(invocation, 'logs')} starts again.`,
      (signal) => readCollectedLogs({ ...request, signal }),
    );
    const render = json
      ? entryDocument
      : entryRenderer([...new Set(entries.map(({ host }) => host))].sort(), out.paint);
    for (const entry of entries) out.print(render(entry));
    if (cut) tellCut(err, options);
    for (const { host, reason } of silent) tellLost(err, host, reason);
    for (const host of missing) err.print(`${err.paint('yellow', '!')} nothing of ${host} was ever collected.`);
    return missing.length === 0 ? exitCodes.ok : exitCodes.failure;
  });
}
