import type { PromiseResult, VerifyReport } from '../../src/operations/verify/report.ts';

const result = (change: Partial<PromiseResult> & Pick<PromiseResult, 'id' | 'tier'>): PromiseResult => ({
  ...{ claim: 'Strangers get no recursion.', method: 'dig asks for a foreign name.', limits: 'One name is asked.' },
  ...{ outcome: 'kept', evidence: '2 name servers refuse', faults: [], reason: null, elapsedMs: 312 },
  ...change,
});

const promises: readonly PromiseResult[] = [
  result({ id: 'dns.recursion-refused', tier: 'dns' }),
  result({
    ...{ id: 'dns.same-serial', tier: 'dns', claim: 'All name servers serve the same zone.', outcome: 'broken' },
    ...{ faults: ['ns-2: serial 7, "ns-1" has <8> & more', 'ns-2: \u0007bell'], evidence: 'ns-1: 8\nns-2: 7' },
  }),
  result({
    ...{ id: 'host.time', tier: 'host', claim: 'Clocks are in sync.', outcome: 'unchecked', evidence: null },
    ...{ reason: 'a container has no clock of its own', elapsedMs: 0 },
  }),
];

/** One promise kept, one broken in words that have to be escaped, one that could not be checked. */
export const sampleReport: VerifyReport = {
  ...{ environment: 'lab', site: 'https://www.foobar.com/', startedAt: '2026-11-23T22:30:00.123Z', elapsedMs: 4321 },
  ...{ hosts: { count: 10, silent: [] }, questions: 42, totals: { kept: 1, broken: 1, unchecked: 1 }, promises },
};

/** The same after somebody has mended it. */
export const wellReport: VerifyReport = {
  ...sampleReport,
  totals: { kept: 2, broken: 0, unchecked: 1 },
  promises: promises.map((one) => (one.outcome === 'broken' ? { ...one, outcome: 'kept', faults: [] } : one)),
};
