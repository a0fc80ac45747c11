import pLimit, { type LimitFunction } from 'p-limit';
import type { Answer, PlatformPromise, Question } from '../../promises/promise.ts';
import type { RunRequest, RunResult, Transport } from '../../transport/transport.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import { startTurns } from './turns.ts';

/** A user who is not a host of the platform. Rejects with a TransportFailure when there is no answer in time. */
export type RunOutside = (request: RunRequest) => Promise<RunResult>;

export interface AskRequest {
  readonly transport: Transport;
  readonly outside: RunOutside;
  readonly signal?: AbortSignal | undefined;
}

/** sshd takes 10 sessions in one connection (sshd_config(5), MaxSessions), and operators want some, too. */
const QUESTIONS_PER_HOST_MAX = 6;
const QUESTIONS_OUTSIDE_MAX = 12;
/**
 * Each is a process here and, in a lab, some more on the same machine. With all at once on two processors each took
 * longer than its limit (measured), and what was slow passed for broken.
 */
const QUESTIONS_AT_ONCE_MAX = 16;

export interface Answered {
  /** In the order of the questions. */
  readonly answers: readonly Answer[];
  /** From the first question to the last answer. */
  readonly elapsedMs: number;
}

export type AskPromise = (promise: PlatformPromise) => Promise<Answered>;

export interface Asking {
  readonly ask: AskPromise;
  /** How many questions were asked so far. */
  readonly asked: () => number;
  /** Ends what is still being asked, when nobody waits for it any more. */
  readonly stop: () => void;
}

/**
 * Asks the questions of promises: those of one promise at the same time, since some wait for what others do. Each
 * question is asked once: promises that ask the same share the answer. Whoever asks the same twice in one promise means
 * it and is answered twice.
 */
export function startAsking(request: AskRequest): Asking {
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, ...(request.signal === undefined ? [] : [request.signal])]);
  const takeTurn = startTurns({ atPlace: limitOf, altogether: QUESTIONS_AT_ONCE_MAX });
  const answers = new Map<string, Promise<Answer>>();
  const limits = new Map<string, LimitFunction>();
  const askOnce = (question: Question, key: string) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const place = placeOf(question);
    const limit = limits.get(place) ?? pLimit(limitOf(place));
    limits.set(place, limit);
    const answer = limit(() => askQuestion(question, { ...request, signal }));
    answers.set(key, answer);
    return answer;
  };
  return {
    asked: () => answers.size,
    stop: () => ending.abort(),
    ask: ({ questions }) =>
      takeTurn(questions.map(placeOf), async () => {
        signal.throwIfAborted();
        const started = performance.now();
        const keys = keysOf(questions);
        const answers = await Promise.all(questions.map((question, index) => askOnce(question, keys[index]!)));
        return { answers, elapsedMs: performance.now() - started };
      }),
  };
}

const OUTSIDE = '';

function placeOf({ from }: Question): string {
  return from.kind === 'host' ? from.host : OUTSIDE;
}

function limitOf(place: string): number {
  return place === OUTSIDE ? QUESTIONS_OUTSIDE_MAX : QUESTIONS_PER_HOST_MAX;
}

/** Equal for equal questions, but for the repetitions within one promise. */
function keysOf(questions: readonly Question[]): string[] {
  const seen = new Map<string, number>();
  return questions.map(({ from, argv, input, timeoutMs }) => {
    const key = JSON.stringify([from, argv, input, timeoutMs]);
    const repetition = (seen.get(key) ?? 0) + 1;
    seen.set(key, repetition);
    return `${repetition} ${key}`;
  });
}

async function askQuestion({ from, argv, input, timeoutMs }: Question, request: AskRequest): Promise<Answer> {
  const { transport, outside, signal } = request;
  const run = { argv, input, timeoutMs, signal };
  try {
    const result = from.kind === 'host' ? await transport.run(from.host, run) : await outside(run);
    const { exitCode, stdout, stderr } = result;
    return { kind: 'answered', exitCode, stdout, stderr };
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    return { kind: 'silent', reason: error.reason };
  }
}
