/** How much may be under way at once: at each place, and altogether. */
export interface TurnLimits {
  readonly atPlace: (place: string) => number;
  readonly altogether: number;
}

/** Does work that needs a seat at each of these places, a place twice for two seats, once all of them are free. */
export type TakeTurn = <T>(places: readonly string[], work: () => Promise<T>) => Promise<T>;

interface Waiting {
  readonly seats: ReadonlyMap<string, number>;
  readonly total: number;
  readonly start: () => void;
}

/**
 * Starts work in the order in which it was handed in, each piece as soon as there is room for the whole of it; smaller
 * ones may pass. What wants more than the limits allow waits for all that they allow.
 */
export function startTurns({ atPlace, altogether }: TurnLimits): TakeTurn {
  const taken = new Map<string, number>();
  let takenTotal = 0;
  let waiting: Waiting[] = [];
  const isRoomFor = ({ seats, total }: Waiting) =>
    takenTotal + total <= altogether &&
    [...seats].every(([place, count]) => (taken.get(place) ?? 0) + count <= atPlace(place));
  const move = ({ seats, total }: Waiting, sign: 1 | -1) => {
    takenTotal += sign * total;
    for (const [place, count] of seats) taken.set(place, (taken.get(place) ?? 0) + sign * count);
  };
  const startWhatFits = () => {
    const still: Waiting[] = [];
    for (const one of waiting) {
      if (!isRoomFor(one)) still.push(one);
      else {
        move(one, 1);
        one.start();
      }
    }
    waiting = still;
  };
  return async (places, work) => {
    const seats = new Map<string, number>();
    for (const place of places) seats.set(place, Math.min((seats.get(place) ?? 0) + 1, atPlace(place)));
    const total = Math.min(places.length, altogether);
    const turn = await new Promise<Waiting>((resolve) => {
      const one: Waiting = { seats, total, start: () => resolve(one) };
      waiting.push(one);
      startWhatFits();
    });
    try {
      return await work();
    } finally {
      move(turn, -1);
      startWhatFits();
    }
  };
}
