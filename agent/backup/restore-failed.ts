/**
 * How a restore that failed left things. `untouched`: neither data nor accounts were changed. `let-in-again`: the
 * application was shut out for a while. `shut-out`: the data are as they were. `found-shut-out`: data and accounts are as
 * an earlier restore left them, which may be half-way. `half-way`: the data may be replaced in part, and the application
 * is shut out. `replaced`: all is as wanted, but the application is shut out.
 */
export interface RestoreEnd {
  state: 'untouched' | 'let-in-again' | 'shut-out' | 'found-shut-out' | 'half-way' | 'replaced';
  reason: string;
  /** The backup of the data that were to be replaced; from `half-way` on. */
  before?: string;
  /** An earlier restore had shut the application out already, so that the data in `before` may be half-way. */
  earlier?: true;
  /** Statements that let the application in; where it is shut out of data that are whole. */
  letIn?: string[];
}

/** Thrown once the accounts or the live data were touched: whatever else is thrown left them alone. */
export class RestoreFailed extends Error {
  readonly end: RestoreEnd;

  constructor(end: RestoreEnd) {
    super(end.reason);
    this.name = 'RestoreFailed';
    this.end = end;
  }
}

/** What the operator's side is told of any error of a restore. */
export function endOf(error: unknown): RestoreEnd {
  if (error instanceof RestoreFailed) return error.end;
  return { state: 'untouched', reason: error instanceof Error ? error.message : String(error) };
}
