/** From where on something is told, by alerts and by the overview alike. */

/** Days that a certificate is still good: it should have been renewed, and then it must be. */
export const certificateDaysLeft = { warning: 20, critical: 3 } as const;

/** Shares of a file system that are left. */
export const diskLeft = { warning: 0.15, critical: 0.05 } as const;

/** A database fills its memory by design, so only what is left counts. */
export const memoryLeft = { warning: 0.05 } as const;
