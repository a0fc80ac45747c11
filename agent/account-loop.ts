import { setTimeout as sleep } from 'node:timers/promises';
import { applyAccounts } from './apply-accounts.ts';
import type { DatabaseAgentConfig } from './config.ts';
import { openLocal } from './database.ts';
import { judgeHealth } from './health.ts';
import type { LocalObserver } from './local-observer.ts';
import { createStateLog, logLine, messageOf } from './log.ts';

const INTERVAL_MS = 200;
const SETTLED_POLL_MS = 20;
/** Somebody's lock or a mistake in the declaration does not go away within milliseconds. */
const FAILURE_PAUSE_MS = 5_000;

export interface AccountLoop {
  /** Replaces the configuration, which is applied at once if this member is the primary. */
  reconfigure(config: DatabaseAgentConfig): void;
  /** Resolves when the accounts and schemas are as declared, or after the limit. */
  settled(limitMs: number): Promise<void>;
  /** Ends the loop after the statement under way, at most its limit later. */
  stop(): Promise<void>;
}

/** Makes the declared accounts and schemas true whenever this member becomes the primary, and after a change of them. */
export function keepAccounts(initial: DatabaseAgentConfig, observer: LocalObserver): AccountLoop {
  const stopping = new AbortController();
  const say = createStateLog();
  let config = initial;
  let applied: DatabaseAgentConfig | undefined;

  const round = async (): Promise<void> => {
    if (!judgeHealth(config.mode, observer.latest()).primary) applied = undefined;
    else if (applied !== config) applied = await apply(config);
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const pauseMs = await round().then(
        () => INTERVAL_MS,
        (error) => {
          say(`the accounts and schemas are not as declared yet, will be tried again: ${messageOf(error)}`);
          return FAILURE_PAUSE_MS;
        },
      );
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  const ended = loop();
  return {
    reconfigure: (next) => {
      config = next;
    },
    settled: async (limitMs) => {
      const end = performance.now() + limitMs;
      while (applied !== config && performance.now() < end) await sleep(SETTLED_POLL_MS);
    },
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

/** Returns the configuration that is true now, which may be an older one than the caller's by then. */
async function apply(config: DatabaseAgentConfig): Promise<DatabaseAgentConfig> {
  const database = await openLocal(config.socketPath);
  try {
    for (const line of await applyAccounts(database, config)) logLine(line);
    return config;
  } finally {
    database.close();
  }
}
