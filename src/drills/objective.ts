/** One limit that a drill's measurement is held against. */
export type Objective =
  /** Longest time without a successful request of these kinds, milliseconds. */
  | { readonly kind: 'longestGapMsMax'; readonly of: 'all' | 'read' | 'write'; readonly limit: number }
  /** Failed requests of these kinds; `idempotent`: every request but a write without a key. */
  | { readonly kind: 'failedMax'; readonly of: 'all' | 'idempotent' | 'read' | 'static'; readonly limit: number }
  /** Acknowledged writes that the ledger does not have. Always 0. */
  | { readonly kind: 'writesLostMax'; readonly limit: 0 }
  /** Writes that the ledger has more than once. Always 0. */
  | { readonly kind: 'duplicatesMax'; readonly limit: 0 }
  /** Members that accept writes at the same time. Always 1. */
  | { readonly kind: 'primariesMax'; readonly limit: 1 };
