/** How far back charts and the history of alerts go. */
export interface Range {
  readonly label: string;
  /** For those who hear it. */
  readonly words: string;
  readonly seconds: number;
}

export const ranges: readonly Range[] = [
  { label: '1 h', words: 'the last hour', seconds: 3600 },
  { label: '6 h', words: 'the last 6 hours', seconds: 6 * 3600 },
  { label: '24 h', words: 'the last 24 hours', seconds: 86_400 },
  { label: '7 d', words: 'the last 7 days', seconds: 7 * 86_400 },
  { label: '30 d', words: 'the last 30 days', seconds: 30 * 86_400 },
];
