import type { RequestOptions } from 'node:https';
import { type Answered, ask } from './ask.ts';
import { outcomeOfError, outcomeOfStatus } from './outcome.ts';
import type { RequestRecord } from './request-record.ts';
import type { PlannedRequest } from './timetable.ts';

export interface Sending {
  readonly connection: RequestOptions;
  /** For the second attempt, when the first one met a kept connection that had been closed. */
  readonly again: RequestOptions;
  readonly timeoutMs: number;
  /** Milliseconds since the load began. */
  readonly now: () => number;
}

/** Sends a request that is due and says what its user got. Its time runs from when it was due, not from now. */
export async function sendRequest(planned: PlannedRequest, sending: Sending): Promise<RequestRecord> {
  const { now, timeoutMs } = sending;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), Math.max(0, planned.dueMs + timeoutMs - now()));
  const asked = { method: planned.method, path: planned.path, headers: headersOf(planned), body: planned.write?.body };
  const first = await ask(sending.connection, asked, ending.signal);
  const resent = first.kind === 'broken' && first.stale && !ending.signal.aborted;
  const answered = resent ? await ask(sending.again, asked, ending.signal) : first;
  clearTimeout(timer);
  return {
    ...unsentRecord(planned, now()),
    outcome: outcomeOf(answered, ending.signal.aborted),
    status: answered.kind === 'answer' ? answered.status : undefined,
    resent,
    servedBy: answered.kind === 'answer' ? answered.servedBy : undefined,
  };
}

/** The record of a request that never left. */
export function unsentRecord({ dueMs, kind, connection, write }: PlannedRequest, nowMs: number): RequestRecord {
  return {
    dueMs,
    endMs: Math.round(nowMs * 1_000) / 1_000,
    kind,
    connection,
    outcome: 'unsent',
    status: undefined,
    key: write?.key,
    resent: false,
    servedBy: undefined,
  };
}

function headersOf({ write }: PlannedRequest): Record<string, string> {
  const common = { 'user-agent': 'smartx-drill' };
  return write === undefined ? common : { ...common, 'content-type': 'application/json', 'idempotency-key': write.key };
}

function outcomeOf(answered: Answered, late: boolean): RequestRecord['outcome'] {
  if (answered.kind === 'answer') return outcomeOfStatus(answered.status);
  return late ? 'timeout' : outcomeOfError(answered.error);
}
