import { Failure } from '../../problems/failure.ts';
import type { Transport } from '../../transport/transport.ts';
import { endOf, reachHost } from '../run-on-host.ts';

export interface ReadTexts {
  readonly transport: Transport;
  readonly host: string;
  readonly paths: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

const TEXTS_TIMEOUT_MS = 30_000;
/** Whoever made a configuration larger than this by hand is told that it differs, and not how. */
const TEXT_BYTES_MAX = 1024 * 1024;

/** Each file in one line, so that nothing in it can be taken for a line of ours. */
const script = [
  'for path; do',
  `  if [ -f "$path" ] && [ "$(stat -c %s -- "$path")" -le ${TEXT_BYTES_MAX} ]; then base64 -w 0 -- "$path"; else printf -; fi`,
  '  echo',
  'done',
].join('\n');

/**
 * The files' content as text, in one round trip. A file that is not there, too large or no UTF-8 is missing from the
 * result.
 * @throws Failure
 */
export async function readTexts({ transport, host, paths, signal }: ReadTexts): Promise<Map<string, string>> {
  if (paths.length === 0) return new Map();
  const argv = ['sh', '-c', script, 'smartx', ...paths];
  const words = { step: 'read the files that would change', changed: 'Nothing was changed.' };
  const answer = await reachHost(transport, host, { argv, timeoutMs: TEXTS_TIMEOUT_MS, signal }, words);
  const lines = answer.stdout.split('\n').slice(0, -1);
  if (answer.exitCode !== 0 || lines.length !== paths.length) {
    const next = 'look at the host, then run the same command again.';
    throw new Failure({ ...words, host, reason: 'the answer is incomplete', ...endOf(answer), next });
  }
  return new Map(
    paths.flatMap((path, index) => {
      const text = textOf(lines[index]!);
      return text === undefined ? [] : [[path, text] as const];
    }),
  );
}

function textOf(line: string): string | undefined {
  if (line === '-') return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'base64'));
  } catch {
    return undefined;
  }
}
