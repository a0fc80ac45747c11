import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadSummary } from './generate-load.ts';
import type { LoadConfig } from './load-config.ts';
import { readLines } from './read-lines.ts';
import type { RequestRecord } from './request-record.ts';

export interface StartLoad {
  readonly config: LoadConfig;
  /** Puts a command where users are: `(argv) => clientCommand(lab, argv)`. */
  readonly wrap: (argv: readonly string[]) => readonly string[];
  /** Called with each request as its outcome becomes known; not in the order in which they were due. */
  readonly onRecord: (record: RequestRecord) => void;
}

export interface RunningLoad {
  /** Milliseconds since the load began, on the clock of its records. */
  readonly now: () => number;
  /** Tells it to begin no more requests. Those in flight are finished: wait for `ended`. */
  readonly stop: () => void;
  /** @throws Error (as rejection) when the generator ended without a summary, with what it said. */
  readonly ended: Promise<LoadSummary>;
}

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
/** A generator that is told to stop ends after its request timeout; this much later it is ended by force. */
const END_GRACE_MS = 10_000;
const STDERR_CHARACTERS_MAX = 10_000;

/**
 * Starts the generator and returns when its load begins. It is detached: ctrl-C in the terminal does not reach it, so
 * that whoever drills can heal first. It ends when this process does, since its stdin ends then.
 * @throws Error when it cannot begin.
 */
export async function startLoad({ config, wrap, onRecord }: StartLoad): Promise<RunningLoad> {
  const [command = '', ...args] = wrap([process.execPath, program]);
  const child = spawn(command, args, { detached: true, stdio: 'pipe' });
  let beganMs: number | undefined;
  let summary: LoadSummary | undefined;
  let onBegan: () => void = () => undefined;
  const began = new Promise<void>((resolve) => {
    onBegan = resolve;
  });
  const exited = endOf(child, (line) => {
    const value = JSON.parse(line);
    if (value.began !== undefined) {
      beganMs = value.began.monotonicMs;
      onBegan();
    } else if (value.summary !== undefined) summary = value.summary;
    else onRecord(recordOf(value));
  });
  const ended = exited.then(({ said }) => {
    if (summary !== undefined) return summary;
    throw new Error(`the load generator ended too early: ${said.trim() || 'it said nothing'}`);
  });
  // Nobody may be waiting yet when it fails.
  ended.catch(() => undefined);
  child.stdin.write(`${JSON.stringify(config)}\n`);
  await Promise.race([began, ended]);
  if (beganMs === undefined) throw new Error('the load ended before it began');
  const origin = beganMs;
  return {
    // CLOCK_MONOTONIC is the same for all processes of a machine (clock_gettime(2)).
    now: () => Number(process.hrtime.bigint()) / 1e6 - origin,
    stop: () => {
      child.stdin.end('stop\n');
      const force = setTimeout(() => child.kill('SIGKILL'), config.site.requestTimeoutMs + END_GRACE_MS);
      exited.finally(() => clearTimeout(force)).catch(() => undefined);
    },
    ended,
  };
}

function endOf(child: ChildProcessWithoutNullStreams, onLine: (line: string) => void): Promise<{ said: string }> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-STDERR_CHARACTERS_MAX);
    });
    // The generator may end before it has read its configuration; what it said tells why.
    child.stdin.on('error', () => undefined);
    child.once('error', reject);
    readLines(child.stdout, onLine);
    child.once('close', () => resolve({ said }));
  });
}

/** JSON leaves out what is undefined. */
function recordOf(value: Partial<RequestRecord>): RequestRecord {
  return { status: undefined, key: undefined, servedBy: undefined, ...value } as RequestRecord;
}
