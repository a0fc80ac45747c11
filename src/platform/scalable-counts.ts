/** Counts of a lab that an operator may change while it runs, by their key in `lab({ … })`. */
export const scalableCounts = ['dns', 'loadBalancers', 'web', 'app', 'monitoring'] as const;
export type ScalableCount = (typeof scalableCounts)[number];

/** How many hosts of each kind there are to be instead of what the declaration says. */
export type Scale = Readonly<Partial<Record<ScalableCount, number>>>;
