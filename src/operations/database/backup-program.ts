import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { lastLines } from '../../process/last-lines.ts';
import { backupCommand, lookCommand } from '../../services/backup/commands.ts';
import type { Transport } from '../../transport/transport.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import { reachHost } from '../run-on-host.ts';
import { limitEnding, NeverEnded } from './limit-ending.ts';
import { limitSilence } from './limit-silence.ts';

/** Without a line. Whoever has much to read tells how far it came. */
const LOOK_SILENCE_MS = 120_000;
/** Thousands of manifests that a host reads from afar for the first time take minutes. */
const LOOK_TIMEOUT_MS = 1_800_000;
/** Of the largest database that this is meant for. */
const WORK_TIMEOUT_MS = 12 * 3_600_000;

const ANSWER_TAIL_CHARACTERS = 60;

/** How the program on the database hosts is reached. */
export interface BackupReach {
  readonly platform: Platform;
  readonly transport: Transport;
  readonly signal?: AbortSignal | undefined;
  /** Told line by line what the program does. */
  readonly onLine: (line: string) => void;
  /** About what is no part of the work; see leave-mark.ts. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

export interface BackupCall {
  readonly host: string;
  /** What is tried, to be read after "Could not". */
  readonly step: string;
  readonly words: readonly string[];
  /** The private key, which goes over standard input and is written nowhere. */
  readonly identity?: string | undefined;
  /** It only reads. */
  readonly looks?: boolean;
  readonly changed?: string;
  readonly next?: string;
  /** In place of what these words run by themselves: other locks. */
  readonly command?: readonly string[];
  /** What is true, and what to type, when nobody knows how the program ended. */
  readonly lost?: EndWords;
  /** The same where it failed: from its exit code and the document that it printed, if any. */
  readonly explain?: (exitCode: number, document: string) => EndWords;
}

/** How things were left. */
export interface EndWords {
  /** Where the last lines of stderr are not the best there is. */
  readonly reason?: string;
  readonly changed: string;
  readonly next: string;
}

/**
 * Runs the program on a host and returns the document that it prints.
 * @throws Failure with its reason.
 */
export async function callBackup<T>(reach: BackupReach, call: BackupCall): Promise<T> {
  const { host, step, words, identity, looks = false } = call;
  const argv = call.command ?? (looks ? lookCommand(...words) : backupCommand(...words));
  let document = '';
  const ending = limitEnding(reach.signal);
  const silence = looks ? limitSilence({ host, argv, silenceMs: LOOK_SILENCE_MS }, ending.signal) : undefined;
  const onLine = (line: string) => {
    silence?.heard();
    if (!line.startsWith('{')) return reach.onLine(line);
    document = line;
    ending.answered();
  };
  const timeoutMs = looks ? LOOK_TIMEOUT_MS : WORK_TIMEOUT_MS;
  const input = identity === undefined ? undefined : `${identity}\n`;
  const changed = call.changed ?? 'No backup was made, and none counts as good.';
  const run = { argv, input, timeoutMs, onLine, signal: silence?.signal ?? ending.signal };
  const answer = await reachHost(reach.transport, host, run, { step, changed })
    .catch((error: unknown) => {
      if (error instanceof NeverEnded) return { exitCode: hasFailed(document) ? 1 : 0, stderr: error.message };
      throw call.lost !== undefined && mayHaveRun(error)
        ? new Failure({ ...error, ...call.lost }, { cause: error })
        : error;
    })
    .finally(() => {
      silence?.stop();
      ending.stop();
    });
  if (answer.exitCode === 0 && document !== '') {
    const parsed = parseDocument(document);
    if (parsed !== undefined) return parsed as T;
    const done = looks
      ? {}
      : { changed: 'It came to its end; only its answer is lost.', next: 'smartx db backups shows what there is now.' };
    const next = call.next ?? 'run this again.';
    throw new Failure({ step, host, reason: sayBroken(document), changed, next, ...done, ...call.lost });
  }
  throw new Failure({
    ...{ step, host, exitCode: answer.exitCode },
    reason: lastLines(answer.stderr.trim()) || `it ended with ${answer.exitCode}`,
    changed,
    next: call.next ?? 'mend what it names, and run this again.',
    ...call.explain?.(answer.exitCode, document),
  });
}

/** Undefined where it is cut off, or no JSON at all. */
export function parseDocument(text: string): object | undefined {
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** Only a restore tells how it failed; whatever else fails gives no answer. */
function hasFailed(document: string): boolean {
  return 'failed' in (parseDocument(document) ?? {});
}

function sayBroken(document: string): string {
  return `its answer of ${document.length} characters is cut off, or no JSON: it ends with ${document.slice(-ANSWER_TAIL_CHARACTERS)}`;
}

/** A connection that broke may have broken in the middle of the work; one that was refused has not begun it. */
function mayHaveRun(error: unknown): error is Failure {
  return error instanceof Failure && error.cause instanceof TransportFailure && error.cause.kind !== 'refused';
}

/**
 * The member that makes the backups now, by the word of the first host that answers.
 * @throws Failure when there is none.
 */
export async function findBackupHost(reach: BackupReach, step: string): Promise<string> {
  const reasons: string[] = [];
  for (const { name } of hostsWithRole(reach.platform, 'database')) {
    try {
      const { host } = await callBackup<{ host?: string }>(reach, { host: name, step, words: ['chosen'], looks: true });
      if (host !== undefined) return host;
      reasons.push(`${name}: no member is healthy`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      reasons.push(`${name}: ${error.reason}`);
    }
  }
  throw new Failure({
    step,
    reason: reasons.join('; '),
    changed: 'Nothing was changed.',
    next: 'smartx status shows which database hosts are well.',
  });
}
