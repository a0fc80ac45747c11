import type { Drill } from '../../drills/drill.ts';
import type { DrillReport } from '../../drills/report.ts';
import type { RequestRecord } from '../../load/request-record.ts';

/** What a drill tells while it works. Rendering is the caller's business. */
export type DrillEvent =
  /** A drill begins; `number` counts from 1. */
  | { readonly kind: 'drill'; readonly drill: Drill; readonly number: number; readonly count: number }
  /** What is done now, outside of the time of the load. */
  | { readonly kind: 'step'; readonly step: DrillStep }
  /** Requests come from now on; `now` tells the milliseconds since the load began. */
  | { readonly kind: 'loadBegan'; readonly now: () => number }
  /** Something happened while the load runs; milliseconds since it began. */
  | { readonly kind: 'mark'; readonly atMs: number; readonly text: string }
  | { readonly kind: 'request'; readonly record: RequestRecord }
  /** The load has ended; no request comes any more. */
  | { readonly kind: 'loadEnded' }
  | { readonly kind: 'report'; readonly report: DrillReport; readonly records: readonly RequestRecord[] }
  /** Interrupted or failed: what was broken is being put right. */
  | { readonly kind: 'healing' }
  | { readonly kind: 'healed' };

export type DrillStep = 'check' | 'ledger';
export type OnDrillEvent = (event: DrillEvent) => void;
