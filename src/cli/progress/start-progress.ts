import type { Invocation } from '../invocation.ts';
import type { ProgressEvent } from './progress-event.ts';
import { advance, type KnownRow, startModel } from './progress-model.ts';
import { renderFrame } from './render-frame.ts';
import { renderLine } from './render-line.ts';

export interface Progress {
  readonly tell: (event: ProgressEvent) => void;
  /** Ends the display; nothing moves afterwards. Lines of what failed stay. */
  readonly stop: () => void;
  /** Since the start, milliseconds. */
  readonly elapsedMs: () => number;
}

const frameIntervalMs = 80;

/** Shows progress on stderr: a live display on a terminal, else a log of one line per event. */
export async function startProgress(
  { err, json, verbose }: Pick<Invocation, 'err' | 'json' | 'verbose'>,
  title: string,
  known: readonly KnownRow[],
): Promise<Progress> {
  const startedMs = performance.now();
  const elapsedMs = () => performance.now() - startedMs;
  return err.isTerminal && !json && !verbose
    ? { ...(await startLive(err, title, known, startedMs)), elapsedMs }
    : { ...startLog(err, verbose, elapsedMs), elapsedMs };
}

function startLog(err: Invocation['err'], verbose: boolean, elapsedMs: () => number) {
  const tell = (event: ProgressEvent) => {
    const line = renderLine(event, elapsedMs(), verbose);
    if (line !== undefined) err.print(line);
  };
  return { tell, stop: () => undefined };
}

async function startLive(err: Invocation['err'], title: string, known: readonly KnownRow[], startedMs: number) {
  const { createLogUpdate } = await import('log-update');
  const screen = createLogUpdate(process.stderr);
  let model = startModel(known);
  const draw = () => {
    const size = { columns: process.stderr.columns ?? 80, rows: process.stderr.rows ?? 24 };
    screen(renderFrame(model, title, { startedMs, nowMs: performance.now() }, size, err.paint));
  };
  const timer = setInterval(draw, frameIntervalMs);
  timer.unref();
  const tell = (event: ProgressEvent) => {
    model = advance(model, event, performance.now());
  };
  const stop = () => {
    clearInterval(timer);
    const failed = { rows: model.rows.filter(({ state }) => state === 'failed') };
    if (failed.rows.length === 0) screen.clear();
    else {
      model = failed;
      draw();
    }
    screen.done();
  };
  return { tell, stop };
}
