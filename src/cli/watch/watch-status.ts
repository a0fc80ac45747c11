import { setTimeout as sleep } from 'node:timers/promises';
import { createLogUpdate } from 'log-update';
import type { Credentials } from '../../operations/transport-of.ts';
import { type Look, openWatch, type Watch } from '../../operations/watch/watch-environment.ts';
import type { Platform } from '../../platform/platform.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { renderStatus } from '../status.ts';
import { renderDirect } from './render-direct.ts';
import { renderScreen, type ScreenSize } from './render-screen.ts';

/** Each look is one command on the monitoring host; more often than this nobody can read it. */
const INTERVAL_MS = 2_000;

/** Draws over the same lines on a terminal, and prints one look after the other elsewhere. */
export async function watchStatus(
  invocation: Invocation,
  platform: Platform,
  credentials: Credentials,
): Promise<ExitCode> {
  const { out, json } = invocation;
  const ended = new AbortController();
  const end = () => ended.abort();
  for (const name of signals) process.once(name, end);
  const live = out.isTerminal && !json;
  // It hides the cursor, and `done` brings it back.
  const screen = live ? createLogUpdate(process.stdout) : undefined;
  const show = (text: string) => (screen === undefined ? out.print(text) : screen(text));
  /** Figures grow old before one's eyes while nobody answers. */
  const showAgain = (watch: Watch) => {
    const now = new Date();
    const look = watch.again(now);
    if (look !== undefined) show(renderLook(invocation, watch, look, now, live));
  };
  try {
    const watch = await openWatch(platform, credentials);
    if (live) show(out.paint('dim', 'Looking …'));
    while (!ended.signal.aborted) {
      const now = new Date();
      const look = await meanwhile(live ? () => showAgain(watch) : undefined, () => watch.look(now, ended.signal));
      if (ended.signal.aborted) break;
      show(json ? JSON.stringify(lineOf(look, now)) : renderLook(invocation, watch, look, now, live));
      await sleep(INTERVAL_MS, undefined, { signal: ended.signal });
    }
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  } finally {
    screen?.done();
    for (const name of signals) process.off(name, end);
  }
  return exitCodes.ok;
}

/** Does something each second until the work is done. */
async function meanwhile<T>(each: (() => void) | undefined, work: () => Promise<T>): Promise<T> {
  const timer = each && setInterval(each, 1_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What `smartx status --watch --json` prints a line of: fields may be added but not taken away. */
function lineOf(look: Look, now: Date): object {
  return { at: now.toISOString(), ...look };
}

function renderLook(invocation: Invocation, { document }: Watch, look: Look, now: Date, live: boolean): string {
  const { paint } = invocation.out;
  if (look.source === 'monitoring') {
    return renderScreen({ ...look, document, now, live }, sizeOf(live), paint);
  }
  if (live) return renderDirect({ ...look, now }, sizeOf(live), paint);
  const why = paint('yellow', `The monitoring does not answer, so each host was asked itself. ${look.why}`);
  return `${why}\n\n${renderStatus(look.status, invocation)}\n`;
}

/** The window may change its size at any time. Whoever reads a file scrolls. */
function sizeOf(live: boolean): ScreenSize {
  const { columns = 80, rows = 24 } = process.stdout;
  return live ? { columns, rows } : { columns: 120, rows: 10_000 };
}
