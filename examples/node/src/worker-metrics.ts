import cluster from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';

/** Longer than prom-client waits for a worker that does not answer. */
const ANSWER_LIMIT_MS = 6_000;

interface Question {
  readonly metricsAsked: number;
}
interface Answer {
  readonly metricsFor: number;
  /** Undefined: a worker did not answer in time. */
  readonly text: string | undefined;
}

/** In the process that supervises: adds the measurements of all workers up for the one that asks. */
export function answerWorkers(): void {
  const registry = new AggregatorRegistry();
  cluster.on('message', async (worker, message: Partial<Question>) => {
    const { metricsAsked } = message;
    if (metricsAsked === undefined) return;
    const text = await registry.clusterMetrics().catch(() => undefined);
    if (worker.isConnected()) worker.send({ metricsFor: metricsAsked, text } satisfies Answer);
  });
}

let asked = 0;
const waiting = new Map<number, (text: string | undefined) => void>();

/** In a worker: the measurements of all of them. */
export async function askSupervisor(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  asked += 1;
  const metricsAsked = asked;
  waiting.set(metricsAsked, resolve);
  const limit = setTimeout(resolve, ANSWER_LIMIT_MS, undefined);
  try {
    process.send?.({ metricsAsked } satisfies Question);
    const text = await promise;
    if (text === undefined) throw new Error('a worker did not tell its measurements');
    return text;
  } finally {
    clearTimeout(limit);
    waiting.delete(metricsAsked);
  }
}

if (cluster.isWorker) {
  // It answers the supervisor with what this process has measured.
  new AggregatorRegistry();
  process.on('message', ({ metricsFor, text }: Partial<Answer>) => waiting.get(metricsFor ?? 0)?.(text));
}
