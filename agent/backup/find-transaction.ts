import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { startChild } from './child.ts';

/**
 * Where a transaction begins in a binary log, in bytes. Everything that this member committed before it stands before
 * that place, and nothing else does: there may be other transactions in the same second, on both sides.
 */
export async function findTransaction(file: string, gtid: string): Promise<number> {
  // Rows are left out: the transaction may be a large one.
  const words = ['--no-defaults', '--base64-output=DECODE-ROWS', `--include-gtids=${gtid}`, file];
  const { process: child, ended } = startChild(['mysqlbinlog', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const position = await positionOf(child.stdout!, gtid);
  if (position === undefined) {
    await ended;
    throw new Error(`${gtid} is not in ${file}`);
  }
  child.kill('SIGKILL');
  return position;
}

/** What mysqlbinlog(1) prints: `# at 197` before each event, and the transaction's own id with its first one. */
export async function positionOf(output: Readable, gtid: string): Promise<number | undefined> {
  let at: number | undefined;
  for await (const line of createInterface({ input: output })) {
    const place = /^# at (\d+)$/.exec(line)?.[1];
    if (place !== undefined) at = Number(place);
    const next = /^SET @@SESSION\.GTID_NEXT= '([^']+)'/.exec(line)?.[1];
    if (next?.toLowerCase() === gtid.toLowerCase()) return at;
  }
  return undefined;
}
