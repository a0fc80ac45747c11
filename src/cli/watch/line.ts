import type { Paint } from '../paint.ts';

type Style = Parameters<Paint>[0];

/** A piece of a line; what is not coloured has no style. */
export interface Piece {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** Cuts a line to the width, and only then colours it, so that no colour is cut in two. */
export function renderLine(pieces: readonly Piece[], width: number, paint: Paint): string {
  const whole = pieces.reduce((length, { text }) => length + text.length, 0);
  let room = whole <= width ? whole : width - 1;
  let line = '';
  for (const { text, style } of pieces) {
    const shown = printable(text).slice(0, room);
    room -= shown.length;
    line += style === undefined || shown === '' ? shown : paint(style, shown);
  }
  return whole <= width ? line.trimEnd() : `${line}…`;
}

/** One at the left end of the line, the other one at the right. */
export function spread(left: readonly Piece[], right: readonly Piece[], width: number): readonly Piece[] {
  const length = (pieces: readonly Piece[]) => pieces.reduce((sum, { text }) => sum + text.length, 0);
  return [...left, { text: ' '.repeat(Math.max(2, width - length(left) - length(right))) }, ...right];
}

/** Labels of alerts and titles of marks come from elsewhere, and must not move the cursor. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose.
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

/** `14:05:09`, where the terminal is. */
export function clock(now: Date): string {
  return [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
