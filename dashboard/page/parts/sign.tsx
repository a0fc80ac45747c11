import type { Health } from '../../../src/overview/overview.ts';

interface SignProps {
  readonly health: Health;
  readonly x: number;
  readonly y: number;
  readonly size?: number;
}

/** A circle with a tick, a triangle with a stroke, a square with a cross, an open circle. Inside of a drawing. */
export function Sign({ health, x, y, size = 9 }: SignProps) {
  return (
    <g class={`sign ${health}`} transform={`translate(${x} ${y}) scale(${size / 9})`} aria-hidden="true">
      <path class="shape" d={shapes[health]} />
      <path class="stroke" d={strokes[health]} />
    </g>
  );
}

/** The same in a line of text. */
export function TextSign({ health }: { readonly health: Health }) {
  return (
    <svg class="text-sign" viewBox="-10 -10 20 20" aria-hidden="true">
      <Sign health={health} x={0} y={0} />
    </svg>
  );
}

const circle = 'M0,-8.5 A8.5,8.5 0 1 1 0,8.5 A8.5,8.5 0 1 1 0,-8.5 Z';

const shapes: Readonly<Record<Health, string>> = {
  well: circle,
  warning: 'M0,-9 L9.6,7.6 L-9.6,7.6 Z',
  down: 'M-8,-8 H8 V8 H-8 Z',
  unknown: circle,
};

const strokes: Readonly<Record<Health, string>> = {
  well: 'M-4,0.3 L-1.2,3.1 L4.2,-2.9',
  warning: 'M0,-3.6 V2 M0,4.7 V5',
  down: 'M-3.8,-3.8 L3.8,3.8 M3.8,-3.8 L-3.8,3.8',
  unknown: 'M-3.2,0 H3.2',
};
