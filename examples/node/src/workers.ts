import cluster, { type Worker } from 'node:cluster';
import { answerWorkers } from './worker-metrics.ts';

/** Between the end of a worker and the start of the next one, so that one that cannot live costs little. */
const RESTART_DELAY_MS = 1_000;
/** A little more than a worker's own limit (see shutdown.ts), and less than systemd's (TimeoutStopSec). */
const STOP_LIMIT_MS = 13_000;

/**
 * Starts as many processes as were asked for, which share the port: the operating system's connections are dealt to them
 * in turn (node:cluster, "How it works"). One that dies is replaced while the others serve.
 *
 * On SIGTERM or SIGINT all of them end in order, and then this process does: with 0 if they all did. It ends at once
 * when one cannot even begin to listen, and leaves it to the supervisor of the host to try again.
 */
export function superviseWorkers(count: number): void {
  const listening = new Set<number>();
  let stopping = false;
  let exitCode = 0;

  cluster.on('listening', ({ id }) => listening.add(id));
  cluster.on('exit', (worker, code, signal) => {
    if (stopping) {
      // One that has not begun yet knows of no order to end in.
      if (code !== 0 && listening.has(worker.id)) exitCode = 1;
      if (workers().length === 0) process.exit(exitCode);
      return;
    }
    console.error(`worker ${worker.process.pid} ended (${signal || `exit code ${code}`})`);
    if (!listening.delete(worker.id)) giveUp(code || 1);
    else setTimeout(() => stopping || cluster.fork(), RESTART_DELAY_MS);
  });
  answerWorkers();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  for (let started = 0; started < count; started += 1) cluster.fork();

  /** Workers get the signal of a terminal or of systemd by themselves, too, and take the second one for the first. */
  function stop(): void {
    if (stopping) return;
    stopping = true;
    if (workers().length === 0) process.exit(exitCode);
    for (const worker of workers()) worker.process.kill('SIGTERM');
    setTimeout(() => giveUp(1), STOP_LIMIT_MS);
  }
}

function giveUp(code: number): never {
  for (const worker of workers()) worker.process.kill('SIGKILL');
  process.exit(code);
}

function workers(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}
