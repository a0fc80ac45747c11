import { listed } from '../verdict.ts';
import { nameOfSource, nameOfTarget, type Probe } from './probes.ts';

/** One connection that did not end as it should. */
export interface Mishap {
  readonly probe: Probe;
  /** `refused, should be open` */
  readonly seen: string;
}

/**
 * Faults as flows, `web-1 -> db-1 tcp 3306 (queries): refused, should be open`. A firewall that is gone makes hundreds of
 * them: ports that share source, target and outcome are named together, then sources that share all the rest.
 */
export function gatherFaults(mishaps: readonly Mishap[]): readonly string[] {
  const byPair = group(mishaps, ({ probe, seen }) =>
    [nameOfSource(probe.source), nameOfTarget(probe.target), probe.protocol, probe.flow?.why, seen].join('\n'),
  ).map((alike) => {
    const [{ probe, seen }] = alike;
    const why = probe.flow === undefined ? '' : ` (${probe.flow.why})`;
    const ports = alike.map((mishap) => mishap.probe.port).join(', ');
    return {
      source: nameOfSource(probe.source),
      rest: `-> ${nameOfTarget(probe.target)} ${probe.protocol} ${ports}${why}: ${seen}`,
    };
  });
  return group(byPair, ({ rest }) => rest).map(
    (alike) => `${listed(alike.map(({ source }) => source))} ${alike[0].rest}`,
  );
}

/** In the order in which each group is met first. */
function group<T>(values: readonly T[], keyOf: (value: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const value of values) {
    const known = groups.get(keyOf(value));
    if (known === undefined) groups.set(keyOf(value), [value]);
    else known.push(value);
  }
  return [...groups.values()];
}
