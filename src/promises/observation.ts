import type { HostPlan } from '../plan/plan.ts';

/** What verify sees of a host before it asks its questions. */
export interface HostObservation {
  /** Every socket that listens (TCP) or is bound without a peer (UDP), as ss(8) reports it. */
  readonly sockets: readonly ListeningSocket[];
  /** What an apply would change now: any difference is drift. */
  readonly plan: HostPlan;
}

export interface ListeningSocket {
  readonly protocol: 'tcp' | 'udp';
  /** `0.0.0.0`, `127.0.0.1`, `::`, or an address of the host. Without zone and brackets. */
  readonly address: string;
  readonly port: number;
  /** Name of the process, where ss could tell: `haproxy`. */
  readonly process: string | undefined;
}
