import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fault } from '../../../src/drills/fault.ts';
import { breakAndHeal } from '../../../src/operations/drill/break-and-heal.ts';
import {
  faultRecordFile,
  readFaultRecord,
  removeFaultRecord,
  writeFaultRecord,
} from '../../../src/operations/drill/fault-record.ts';
import { healFaults } from '../../../src/operations/drill/heal-faults.ts';
import { Failure } from '../../../src/problems/failure.ts';
import { fakeReach } from './fake-reach.ts';

const faults: readonly Fault[] = [
  { kind: 'machineKilled', host: 'lb-1' },
  { kind: 'serverDrained', server: 'web-1' },
];
const record = { run: 'run-1', drill: 'lb-crash', since: '2026-11-23T20:00:00.000Z', faults };
let state: string;
let recordFile: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'smartx-drill-'));
  recordFile = faultRecordFile(state);
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const isWritten = () => existsSync(recordFile);
const parts = { record, onHeal: () => undefined };

test('what will be broken is written down before it is broken, and until it is seen to be healed', async () => {
  const seen: string[] = [];
  const note = (what: string) => void seen.push(`${what} ${isWritten() ? 'written' : 'unwritten'}`);
  const reach = fakeReach({
    kill: async () => note('kill'),
    start: async () => note('start'),
    onHost: (_host, script) => {
      if (script.includes('drain')) note('drain');
      if (script.includes('ready')) note('ready');
      if (script.includes('show servers state')) note('look');
      return {};
    },
  });
  await breakAndHeal({ ...parts, recordFile, reach, whileBroken: async () => note('meanwhile') });
  expect(seen).toEqual([
    'kill written',
    'drain written',
    'drain written',
    'meanwhile written',
    'start written',
    'ready written',
    'ready written',
    'look written',
    'look written',
  ]);
  expect(isWritten()).toBe(false);
});

test('the record says what is broken, and only its owner may read it', async () => {
  await writeFaultRecord(recordFile, record);
  expect(await readFaultRecord(recordFile)).toEqual(record);
  expect(readFileSync(recordFile, 'utf8')).toContain('"kind": "machineKilled"');
  await removeFaultRecord(recordFile);
  expect(await readFaultRecord(recordFile)).toBeUndefined();
  await removeFaultRecord(recordFile);
});

test('a record that cannot be understood is not taken for none', async () => {
  writeFileSync(recordFile, '{"run":');
  await expect(readFaultRecord(recordFile)).rejects.toThrow(Failure);
});

test('an interruption heals first and is told afterwards', async () => {
  const reach = fakeReach();
  const interrupted = new Error('interrupted');
  const told: boolean[] = [];
  const broken = breakAndHeal({
    record,
    recordFile,
    reach,
    whileBroken: () => Promise.reject(interrupted),
    onHeal: (inOrder) => told.push(inOrder),
  });
  await expect(broken).rejects.toBe(interrupted);
  expect(told).toEqual([false]);
  expect(reach.done).toContain('start lb-1');
  expect(isWritten()).toBe(false);
});

test('a fault that could be made only half is healed whole', async () => {
  const reach = fakeReach({
    onHost: (host, script) => (script.includes('drain') && host === 'lb-2' ? { exitCode: 1, stderr: 'no' } : {}),
  });
  let went = false;
  const broken = breakAndHeal({
    ...parts,
    recordFile,
    reach,
    whileBroken: async () => {
      went = true;
    },
  });
  await expect(broken).rejects.toThrow('Could not set web-1 to drain on lb-2');
  expect(went).toBe(false);
  expect(reach.done.filter((line) => line.includes('state ready'))).toHaveLength(2);
  expect(isWritten()).toBe(false);
});

test('what cannot be healed stays written down, and the other faults are healed all the same', async () => {
  const reach = fakeReach({ start: () => Promise.reject(new Failure({ ...noDisk })) });
  const broken = breakAndHeal({ ...parts, recordFile, reach, whileBroken: async () => undefined });
  await expect(broken).rejects.toThrow('Could not boot on lb-1');
  expect(reach.done.filter((line) => line.includes('state ready'))).toHaveLength(2);
  expect((await readFaultRecord(recordFile))?.faults).toEqual(faults);
});

const noDisk = { step: 'boot', host: 'lb-1', reason: 'no disk', changed: '', next: '' };

test('what a killed drill left is healed from its record, as often as one likes', async () => {
  await writeFaultRecord(recordFile, record); // kill -9 came somewhere after this
  const left = await readFaultRecord(recordFile);
  const reach = fakeReach();
  await healFaults(left?.faults ?? [], reach);
  await healFaults(left?.faults ?? [], reach);
  expect(reach.done.filter((line) => line === 'start lb-1')).toHaveLength(2);
});

test('healing is not believed, it is looked at', async () => {
  let looks = 0;
  const running = () => {
    looks += 1;
    return looks < 3 ? [] : ['lb-1'];
  };
  const reach = fakeReach({ running });
  await healFaults([{ kind: 'machineKilled', host: 'lb-1' }], reach);
  expect(looks).toBe(3);
});
