import { useEffect, useRef, useState } from 'preact/hooks';
import { Trouble } from './prometheus/trouble.ts';

export interface Polled<T> {
  /** The newest that arrived. */
  readonly value: T | undefined;
  /** Why the last try brought nothing; undefined while it does. */
  readonly trouble: Trouble | undefined;
  /** When `value` arrived, milliseconds since the epoch; 0 for never. */
  readonly arrivedAt: number;
}

/**
 * Asks again and again, the next time a while after the answer, so that a slow Prometheus is not asked twice at once. Rests
 * while nobody looks at the page, and asks at once when somebody looks again. `key`: a change of it forgets what is known.
 */
export function usePolling<T>(askOnce: (signal: AbortSignal) => Promise<T>, everyMs: number, key = ''): Polled<T> {
  const [polled, setPolled] = useState<Polled<T> & { key: string }>({ ...nothing, key });
  const newest = useRef(askOnce);
  newest.current = askOnce;
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isAsking = false;
    const turn = async () => {
      clearTimeout(timer);
      if (isAsking || document.hidden || abort.signal.aborted) return;
      isAsking = true;
      try {
        const value = await newest.current(abort.signal);
        if (!abort.signal.aborted) setPolled({ value, trouble: undefined, arrivedAt: Date.now(), key });
      } catch (thrown) {
        const trouble = thrown instanceof Trouble ? thrown : new Trouble('refused', String(thrown));
        if (!abort.signal.aborted) setPolled((last) => ({ ...(last.key === key ? last : nothing), trouble, key }));
      }
      isAsking = false;
      if (!abort.signal.aborted) timer = setTimeout(turn, everyMs);
    };
    void turn();
    document.addEventListener('visibilitychange', turn);
    return () => {
      document.removeEventListener('visibilitychange', turn);
      clearTimeout(timer);
      abort.abort();
    };
  }, [everyMs, key]);
  return polled.key === key ? polled : nothing;
}

const nothing = { value: undefined, trouble: undefined, arrivedAt: 0 } as const;
