import { CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { readInvocation } from './invocation.ts';
import { buildProgram } from './program.ts';
import { reportThrown, UsageError } from './report/report-thrown.ts';

/** Runs one command line and leaves the exit code in `process.exitCode`, so that output is never cut off. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  leaveQuietlyWhenReaderIsGone();
  try {
    const program = buildProgram();
    if (argv.length === 0) {
      process.stderr.write(program.helpInformation());
      process.exitCode = exitCodes.problem;
      return;
    }
    await program.parseAsync(argv, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return;
    // `smartx db` alone: its help has been shown, as for `smartx` alone.
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') {
      process.exitCode = exitCodes.problem;
      return;
    }
    const own = ownArguments(argv);
    const invocation = readInvocation({ env: '', json: own.includes('--json'), color: !own.includes('--no-color') });
    process.exitCode = reportThrown(toUsageError(thrown, own), invocation);
  }
}

/** What comes after `--` belongs to somebody else. */
function ownArguments(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}

/** Commander says "error: unknown command 'chek'", and in a second line "(Did you mean check?)". */
function toUsageError(thrown: unknown, argv: readonly string[]): unknown {
  if (!(thrown instanceof CommanderError)) return thrown;
  const [first = '', suggestion] = thrown.message.replace(/^error: /, '').split('\n');
  const message = `${first.charAt(0).toUpperCase()}${first.slice(1)}.`.replace(/\.\.$/, '.');
  const command = argv.find((word) => !word.startsWith('-'));
  const known = thrown.code !== 'commander.unknownCommand' && command !== undefined;
  const help = known ? `smartx ${command} --help` : 'smartx --help';
  return new UsageError(
    suggestion === undefined ? message : `${message} ${suggestion}`,
    `${help} shows what there is.`,
  );
}

/** `smartx render --json | head -1` is no failure: the reader has seen enough. */
function leaveQuietlyWhenReaderIsGone(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? exitCodes.ok);
      throw error;
    });
  }
}
