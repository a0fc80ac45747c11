import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { LogEntry } from '../operations/logs/parse-entry.ts';
import type { Platform } from '../platform/platform.ts';
import { readCredentials } from './credentials.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { untilInterrupted } from './interrupt.ts';
import { action, type Invocation, sameCommand } from './invocation.ts';
import { atEnvironment } from './lab-access.ts';
import { loadDeclaration } from './load-declaration.ts';
import { LINES_MAX, type LogsOptions, queryOf, tellCut, tellLost } from './logs/logs-options.ts';
import { parseSince } from './logs/parse-since.ts';
import { readCollected } from './logs/read-collected.ts';
import { entryDocument, entryRenderer } from './logs/render-entry.ts';
import { chooseHosts } from './plan/choose-hosts.ts';

const LINES_USUAL = 50;

export function addLogs(program: Command): void {
  program
    .command('logs')
    .argument('[host...]', 'hosts of the environment; all of them without')
    .summary('journals of all hosts, merged by time')
    .description(
      'Shows what the hosts wrote into their journals, as one stream in the order of time (UTC). A host that does not answer is named, and the others are shown.',
    )
    .option('--unit <name>', 'of this unit only, may be given again; patterns allowed: nginx, "smartx-*"', addUnit)
    .option('--since <when>', 'not older than this: 10m, 2h, 3d, today, "2026-01-31 14:00" (UTC)', parseWhen)
    .option('--lines <count>', 'at most so many of all hosts together, the newest ones', parseLines, LINES_USUAL)
    .option('--grep <pattern>', 'only messages with this regular expression, as journalctl --grep takes it')
    .option('-f, --follow', 'go on with each line as it is written, until ctrl-C')
    .option('--collected', 'what arrived at a monitoring host, also of hosts that are gone')
    .addHelpText('after', examples)
    .action(action<LogsOptions>(runLogs));
}

const examples = renderExamples([
  ['sudo smartx logs', `the last ${LINES_USUAL} lines of the whole platform`],
  [
    'sudo smartx logs --collected db-2 --since 2h',
    'what a machine that is gone said before, as a monitoring host has it',
  ],
  ['sudo smartx logs web-1 web-2 --unit app --since 10m', 'the application on two hosts'],
  ['sudo smartx logs --follow --unit "smartx-database-agent"', 'what the database agents do'],
  ['smartx logs --env production --grep error --json', 'for a script: one document a line'],
]);

async function runLogs(invocation: Invocation, options: LogsOptions, words: readonly string[]): Promise<number> {
  if (options.collected) return readCollected(invocation, options, words);
  const { json, out } = invocation;
  const loaded = await loadDeclaration(invocation);
  const { platform } = loaded;
  const chosen = chooseHosts(platform, { host: words });
  const hosts = platform.hosts.map(({ name }) => name).filter((name) => chosen?.has(name) ?? true);
  const render = json ? entryDocument : entryRenderer(hosts, out.paint);
  const show = (entries: readonly LogEntry[]) => {
    for (const entry of entries) out.print(render(entry));
  };
  const read = () => (options.follow ? follow : readOnce)(invocation, platform, hosts, options, show);
  return atEnvironment(invocation, loaded, ['logs', ...words], read);
}

type Show = (entries: readonly LogEntry[]) => void;

async function readOnce(
  invocation: Invocation,
  platform: Platform,
  hosts: readonly string[],
  options: LogsOptions,
  show: Show,
): Promise<number> {
  const [{ openJournals }, { readLogs }] = await Promise.all([
    import('../operations/logs/open-journals.ts'),
    import('../operations/logs/read-logs.ts'),
  ]);
  const journals = await openJournals(platform, hosts, await readCredentials(invocation));
  const { err } = invocation;
  const request = { ...journals, hosts, query: queryOf(options), lines: options.lines };
  const { entries, silent, cut } = await untilInterrupted(
    err,
    `${sameCommand(invocation, 'logs')} starts again.`,
    (signal) => readLogs({ ...request, signal }),
  );
  show(entries);
  if (cut) tellCut(err, options);
  for (const { host, reason } of silent) tellLost(err, host, reason);
  return silent.length === 0 ? exitCodes.ok : exitCodes.failure;
}

/** Ends by ctrl-C, which is how it is meant to end. */
async function follow(
  invocation: Invocation,
  platform: Platform,
  hosts: readonly string[],
  options: LogsOptions,
  show: Show,
): Promise<number> {
  const [{ openJournals }, { followLogs }] = await Promise.all([
    import('../operations/logs/open-journals.ts'),
    import('../operations/logs/follow-logs.ts'),
  ]);
  const { err } = invocation;
  const journals = await openJournals(platform, hosts, await readCredentials(invocation));
  const ended = new AbortController();
  const end = () => ended.abort();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, end);
  // Whoever read our output has gone (`| head -1`): ssh would wait for the host's next line.
  process.once('exit', end);
  const { signal } = ended;
  try {
    return await followLogs({
      ...{ ...journals, hosts, query: queryOf(options), lines: options.lines, signal },
      onEvent: (event) => {
        if (event.kind === 'lines') show(event.entries);
        else if (event.kind === 'lost') tellLost(err, event.host, `${event.reason}; it is tried again.`);
        else err.print(err.paint('green', `${event.host} answers again.`));
      },
    });
  } catch (thrown) {
    if (signal.aborted) return exitCodes.ok;
    throw thrown;
  }
}

/** One name a time: what stands behind it may be a host. */
function addUnit(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name];
}

function parseWhen(text: string): number {
  const micros = parseSince(text, new Date());
  if (micros !== undefined) return micros;
  throw new InvalidArgumentError('Write 10m, 2h, 3d, today, yesterday, or a date like 2026-01-31 14:00.');
}

function parseLines(text: string): number {
  const count = Number(text);
  if (/^\d{1,6}$/.test(text) && count >= 1 && count <= LINES_MAX) return count;
  throw new InvalidArgumentError(`Write a number from 1 to ${LINES_MAX}.`);
}
