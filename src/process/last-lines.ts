const LINES_MAX = 12;

/** The end of a text, short enough for a message. */
export function lastLines(text: string, count = LINES_MAX): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
