import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Overview } from '../../src/overview/overview.ts';
import type { PlatformDocument } from '../../src/overview/platform-document.ts';
import { isSeldom, overviewQueries, type QueryName } from '../../src/overview/queries.ts';
import { type Answers, readOverview } from '../../src/overview/read-overview.ts';
import { askBody } from './prometheus/ask.ts';
import type { Trouble } from './prometheus/trouble.ts';
import { usePolling } from './use-polling.ts';

/** A dead host must be seen within ten seconds: a scrape and its timeout take seven of them. */
const overviewMs = 2_000;

export interface Seen {
  /** What is known; as it grows old, it says so itself. */
  readonly overview: Overview;
  readonly trouble: Trouble | undefined;
  /** When the newest answers came, milliseconds since the epoch; 0 for never. */
  readonly arrivedAt: number;
}

/** The platform as src/overview reads it, again every two seconds. */
export function useOverview(document: PlatformDocument | undefined): Seen | undefined {
  const kept = useRef(new Map<QueryName, Kept>());
  const { value, trouble, arrivedAt } = usePolling((signal) => askAll(kept.current, signal), overviewMs);
  // Answers grow old by themselves, also while no new ones come.
  const now = useNow(trouble === undefined ? undefined : 1_000, arrivedAt);
  return useMemo(() => {
    if (document === undefined || (value === undefined && trouble === undefined)) return undefined;
    const answers = value ?? { askedAtSeconds: now / 1000, bodies: {} };
    return { overview: readOverview(document, answers, now / 1000), trouble, arrivedAt };
  }, [document, value, trouble, arrivedAt, now]);
}

interface Kept {
  readonly body: unknown;
  readonly askedAt: number;
}

async function askAll(kept: Map<QueryName, Kept>, signal: AbortSignal): Promise<Answers> {
  const askedAt = Date.now();
  // What changes every few seconds is asked each time; what is about days has its own pace.
  const due = overviewQueries.filter((query) => {
    return !isSeldom(query) || askedAt - (kept.get(query.name)?.askedAt ?? 0) >= query.everySeconds * 1000;
  });
  const bodies = await Promise.all(due.map(({ expr }) => askBody(expr, signal)));
  for (const [at, { name }] of due.entries()) kept.set(name, { body: bodies[at], askedAt });
  return {
    askedAtSeconds: askedAt / 1000,
    bodies: Object.fromEntries([...kept].map(([name, { body }]) => [name, body])),
  };
}

function useNow(everyMs: number | undefined, arrivedAt: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    if (everyMs === undefined) return;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, arrivedAt]);
  return Math.max(now, arrivedAt);
}
