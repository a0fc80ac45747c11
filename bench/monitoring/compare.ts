import { type Spread, spreadOf } from '../spread.ts';

/** One figure with monitoring off and on, round by round: what stands at the same place was measured one after the other. */
export interface Compared {
  readonly off: Spread;
  readonly on: Spread;
  /** On minus off, pair by pair. */
  readonly more: Spread;
  /** On divided by off, pair by pair; undefined where something was 0, as a ratio says nothing then. */
  readonly ratio: Spread | undefined;
}

/** @throws Error when there are not as many of both. */
export function compare(off: readonly number[], on: readonly number[]): Compared {
  if (off.length !== on.length) throw new Error(`${off.length} figures cannot be compared with ${on.length}`);
  const pairs = off.map((value, index): readonly [number, number] => [value, on[index]!]);
  return {
    off: spreadOf(off),
    on: spreadOf(on),
    more: spreadOf(pairs.map(([without, with_]) => with_ - without)),
    ratio: pairs.some(([without]) => without === 0)
      ? undefined
      : spreadOf(pairs.map(([without, with_]) => with_ / without)),
  };
}

/** What hosts have used up to a moment, and what they hold at that moment. */
export interface Usage {
  readonly atSeconds: number;
  readonly hosts: Readonly<Record<string, HostUsage>>;
}

export interface HostUsage {
  /** Since the machine began. */
  readonly cpuSeconds: number;
  /** Sent over all its interfaces, since the machine began. */
  readonly sentBytes: number;
  /** Memory of its processes, without what the kernel keeps of files. */
  readonly memoryBytes: number;
}

/** Between two moments. */
export interface Rates {
  /** Of one core, 0.5 is half of it. */
  readonly cores: number;
  readonly sentBytesPerSecond: number;
  /** At the second moment. */
  readonly memoryBytes: number;
}

/** Each host's own. @throws Error when a host is missing, or no time has passed. */
export function ratesBetween(before: Usage, after: Usage): Readonly<Record<string, Rates>> {
  const seconds = after.atSeconds - before.atSeconds;
  if (!(seconds > 0)) throw new Error('no time has passed between the two moments');
  return Object.fromEntries(
    Object.entries(after.hosts).map(([name, host]) => {
      const earlier = before.hosts[name];
      if (earlier === undefined) throw new Error(`nothing is known of ${name} before`);
      const cores = (host.cpuSeconds - earlier.cpuSeconds) / seconds;
      const sentBytesPerSecond = (host.sentBytes - earlier.sentBytes) / seconds;
      return [name, { cores, sentBytesPerSecond, memoryBytes: host.memoryBytes }];
    }),
  );
}

export function sumOf(rates: Readonly<Record<string, Rates>>, what: keyof Rates): number {
  return Object.values(rates).reduce((sum, rate) => sum + rate[what], 0);
}
