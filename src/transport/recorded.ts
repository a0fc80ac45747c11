import type { RunRequest, RunResult, Transport } from './transport.ts';

/** What a recorded host answers: a result (exit code 0 and no stderr unless told), or an error to reject with. */
export type RecordedAnswer = Partial<RunResult> | Error;

export interface RecordedCall {
  readonly host: string;
  readonly argv: readonly string[];
  /** All that was sent on stdin. */
  readonly input: Uint8Array;
  readonly newConnection: boolean;
}

/**
 * A transport for tests that answers from a function instead of a network. It reads all input, passes each line of
 * stdout to `onLine`, honours the signal, and keeps every call.
 */
export function recordedTransport(answer: (call: RecordedCall) => RecordedAnswer): Transport & {
  readonly calls: readonly RecordedCall[];
} {
  const calls: RecordedCall[] = [];
  return {
    calls,
    async run(host, request) {
      request.signal?.throwIfAborted();
      const call = {
        host,
        argv: request.argv,
        input: await readInput(request.input),
        newConnection: request.newConnection === true,
      };
      calls.push(call);
      const given = answer(call);
      if (given instanceof Error) throw given;
      const result = { exitCode: 0, stdout: '', stderr: '', ...given };
      for (const line of result.stdout.split('\n')) if (line !== '') request.onLine?.(line);
      return result;
    },
  };
}

async function readInput(input: RunRequest['input']): Promise<Uint8Array> {
  if (input === undefined) return new Uint8Array();
  if (typeof input === 'string') return Buffer.from(input);
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) chunks.push(chunk);
  return Buffer.concat(chunks);
}
