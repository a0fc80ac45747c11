import type { RunResult, Transport } from '../transport/transport.ts';
import { TransportFailure } from '../transport/transport-failure.ts';

const ASK_TIMEOUT_MS = 10_000;

/** A host's answer to a small question; undefined when the host cannot be reached, which a wait may well outlast. */
export async function askHost(
  transport: Transport,
  host: string,
  argv: readonly string[],
  signal: AbortSignal | undefined,
): Promise<RunResult | undefined> {
  try {
    return await transport.run(host, { argv, timeoutMs: ASK_TIMEOUT_MS, signal });
  } catch (error) {
    if (error instanceof TransportFailure) return undefined;
    throw error;
  }
}
