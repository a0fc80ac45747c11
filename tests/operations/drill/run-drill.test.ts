import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findDrill } from '../../../src/drills/catalogue.ts';
import type { LedgerReading } from '../../../src/load/read-ledger.ts';
import type { RequestRecord } from '../../../src/load/request-record.ts';
import type { DrillEvent } from '../../../src/operations/drill/drill-events.ts';
import { faultRecordFile } from '../../../src/operations/drill/fault-record.ts';
import { type DrillTools, type RunDrill, realTools, runDrill } from '../../../src/operations/drill/run-drill.ts';
import { siteOf } from '../../../src/operations/drill/site.ts';
import { drilledApp } from '../../../src/platform/chosen-apps.ts';
import { Failure } from '../../../src/problems/failure.ts';
import { fakeReach } from './fake-reach.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'smartx-drill-'));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const sums = { balanceSumCents: 0, accountsOutOfBalance: 0, accountsOverdrawn: 0 };
const well = { complaints: [], active: { loadBalancer: 'lb-1', primary: 'db-1' }, hosts: new Map() };

const write = (key: string, dueMs: number): RequestRecord => {
  const common = { kind: 'write', connection: 'new', outcome: 'ok', status: 201, resent: false } as const;
  return { ...common, dueMs, endMs: dueMs + 5, key, servedBy: 'web-1' };
};

/** A load that answers two writes at once, and ends when it is told to or when `fails` says so. */
function rigged({ found = ['k1', 'k2'], fails }: { found?: string[]; fails?: Promise<never> } = {}) {
  const asked: string[] = [];
  const stopped = Promise.withResolvers<never>();
  let isStopped = false;
  const tools: DrillTools = {
    ...realTools,
    beforeMs: 20,
    afterMs: 20,
    readHealth: async () => well,
    waitForRedundancy: async () => well,
    waitForMonitoring: async () => undefined,
    waitForLogs: async () => undefined,
    watchPrimaries: () => ({ stop: async () => 1 }),
    openAccounts: async () => void asked.push('accounts'),
    askLedger: async (): Promise<LedgerReading> => {
      asked.push('ledger');
      return { sums, accounts: [1, 2], found };
    },
    startLoad: async ({ config, onRecord }) => {
      asked.push(`load ${config.ratePerSecond}`);
      onRecord(write('k1', 0));
      setTimeout(() => onRecord(write('k2', 40)), 40).unref();
      const began = performance.now();
      return {
        now: () => performance.now() - began,
        stop: () => {
          isStopped = true;
          stopped.resolve({ lateMsMax: 1 } as never);
        },
        ended: fails ?? stopped.promise,
      };
    },
  };
  return { tools, asked, isStopped: () => isStopped };
}

function request(reach = fakeReach(), more: Partial<RunDrill> = {}): RunDrill & { readonly events: DrillEvent[] } {
  const events: DrillEvent[] = [];
  const app = drilledApp(reach.platform);
  return {
    drill: findDrill('lb-crash')!,
    reach,
    app,
    site: siteOf(reach.platform, app, '/ca.crt'),
    recordFile: faultRecordFile(state),
    run: '20261123T200000Z-abcd',
    ratePerSecond: 50,
    faultSeconds: 0.05,
    now: () => new Date('2026-11-23T20:00:00Z'),
    onEvent: (event) => void events.push(event),
    events,
    ...more,
  };
}

describe('a drill in order', () => {
  test('breaks who does the work, heals, and reports what users felt', async () => {
    const reach = fakeReach();
    const { tools, asked, isStopped } = rigged();
    const asking = request(reach);
    const { report, records } = await runDrill(asking, tools);
    expect(reach.done).toEqual(['kill lb-1', 'start lb-1']);
    expect(asked).toEqual(['ledger', 'accounts', 'ledger', 'load 50', 'ledger']);
    expect(isStopped()).toBe(true);
    expect(records).toHaveLength(2);
    expect(report.passed).toBe(true);
    expect(report.faults).toEqual(['lb-1 loses its power']);
    expect(report.measurement.writes).toMatchObject({ acknowledged: 2, lost: 0, duplicates: 0 });
    expect(existsSync(asking.recordFile)).toBe(false);
    const marks = asking.events.flatMap((event) => (event.kind === 'mark' ? [event.text] : []));
    expect(marks).toEqual(['lb-1 loses its power', 'healing', 'everything is there twice again']);
  });

  test('of one of several applications asks that one, and breaks that one', async () => {
    const ledger = { directory: 'app', start: 'node src/main.ts', contract: 'ledger' } as const;
    const reach = fakeReach({ declared: { apps: { www: ledger, api: { ...ledger, hostname: 'api' } } } });
    const app = reach.platform.apps.find(({ name }) => name === 'api')!;
    const site = siteOf(reach.platform, app, '/ca.crt');
    expect(site.name).toBe('api.foobar.com');
    const { report } = await runDrill(request(reach, { app, site, drill: findDrill('app-hang')! }), rigged().tools);
    expect(report.faults).toEqual(['app-api.service on web-1 hangs (SIGSTOP)']);
    expect(reach.done.filter((done) => done.includes('app-www'))).toEqual([]);
  });

  test.each([
    { what: 'a lost write', found: ['k1'], trouble: '1 transfers were acknowledged and are not in the ledger: k2.' },
    {
      what: 'a write made twice',
      found: ['k1', 'k2', 'k2'],
      trouble: '1 transfers are in the ledger more than once: k2.',
    },
    { what: 'a write that nobody was told of', found: ['k1', 'k2', 'k3'], trouble: /although their users were told/ },
  ])('is not passed with $what', async ({ found, trouble }) => {
    const { report } = await runDrill(request(), rigged({ found }).tools);
    expect(report.passed).toBe(false);
    expect(report.troubles).toEqual([expect.stringMatching(trouble)]);
  });

  test('is not passed when the platform does not become whole again', async () => {
    const missing = new Failure({ step: 'see it whole', reason: 'lb-1 does not answer', changed: '', next: '' });
    const waitForRedundancy = () => Promise.reject(missing);
    const { report } = await runDrill(request(), { ...rigged().tools, waitForRedundancy });
    expect(report.measurement.redundantAfterMs).toBeNull();
    expect(report.troubles).toContain('lb-1 does not answer.');
    expect(report.passed).toBe(false);
  });
});

describe('a drill of the monitoring', () => {
  const drill = findDrill('monitoring-loss')!;

  test('waits until everything is measured again', async () => {
    const asking = request(fakeReach(), { drill });
    const { report } = await runDrill(asking, rigged().tools);
    const marks = asking.events.flatMap((event) => (event.kind === 'mark' ? [event.text] : []));
    expect(marks.slice(-3)).toEqual([
      'everything is there twice again',
      'everything is measured again',
      'every request of meanwhile is logged',
    ]);
    expect(report.passed).toBe(true);
  });

  test('is not passed when it is not', async () => {
    const missing = new Failure({
      step: 'see figures',
      reason: 'the Prometheus of mon-1 does not answer',
      changed: '',
      next: '',
    });
    const waitForMonitoring = () => Promise.reject(missing);
    const { report } = await runDrill(request(fakeReach(), { drill }), { ...rigged().tools, waitForMonitoring });
    expect(report.troubles).toEqual(['the Prometheus of mon-1 does not answer.']);
    expect(report.passed).toBe(false);
  });
});

describe('a drill that does not come to its end', () => {
  test('breaks nothing on a platform that is not well', async () => {
    const reach = fakeReach();
    const readHealth = async () => ({ ...well, complaints: ['web/web-2 is down for lb-1'] });
    const running = runDrill(request(reach), { ...rigged().tools, readHealth });
    await expect(running).rejects.toThrow('web/web-2 is down for lb-1');
    expect(reach.done).toEqual([]);
  });

  test('heals on ctrl-C, and then tells of it', async () => {
    const reach = fakeReach();
    const interrupt = new AbortController();
    const reason = new Error('ctrl-C');
    const { tools, isStopped } = rigged();
    const asking = request(reach, { signal: interrupt.signal, faultSeconds: 60 });
    const running = runDrill(asking, tools);
    setTimeout(() => interrupt.abort(reason), 150);
    await expect(running).rejects.toBe(reason);
    expect(reach.done).toEqual(['kill lb-1', 'start lb-1']);
    expect(asking.events.map(({ kind }) => kind)).toContain('healing');
    expect(existsSync(asking.recordFile)).toBe(false);
    expect(isStopped()).toBe(true);
  });

  test('before the fault leaves everything as it is', async () => {
    const reach = fakeReach();
    const signal = AbortSignal.abort(new Error('ctrl-C'));
    await expect(runDrill(request(reach, { signal }), rigged().tools)).rejects.toThrow('ctrl-C');
    expect(reach.done).toEqual([]);
  });

  test('heals when the load dies, since nothing is measured then', async () => {
    const reach = fakeReach();
    const death = Promise.withResolvers<never>();
    death.promise.catch(() => undefined);
    setTimeout(() => death.reject(new Error('out of memory')), 100);
    const running = runDrill(request(reach, { faultSeconds: 60 }), rigged({ fails: death.promise }).tools);
    await expect(running).rejects.toThrow('out of memory');
    expect(reach.done).toEqual(['kill lb-1', 'start lb-1']);
  });
});
