import { describe, expect, it } from 'vitest';
import { decideMachine, recordOf } from '../../src/lab/convergence.ts';
import type { LabMachine } from '../../src/lab/spec.ts';

const machine: LabMachine = {
  name: 'web-1',
  publicAddress: undefined,
  privateAddress: '10.214.0.31',
  packages: ['haproxy', 'nginx'],
  runtimes: ['node-24'],
  dataDirectories: [],
};
const record = recordOf(machine, ['base', 'layer']);

describe('decideMachine', () => {
  it('makes what is not there', () => {
    expect(decideMachine(machine, { running: false, record: undefined, layersExist: true })).toBe('create');
  });

  it('makes a running machine anew when nobody knows what it was made from', () => {
    expect(decideMachine(machine, { running: true, record: undefined, layersExist: true })).toBe('create');
  });

  it('leaves a running machine alone, with its images replaced by newer ones too', () => {
    expect(decideMachine(machine, { running: true, record, layersExist: true })).toBe('keep');
    expect(decideMachine(machine, { running: true, record, layersExist: false })).toBe('keep');
  });

  it('leaves a running machine alone when only the order of packages differs', () => {
    const other = {
      ...machine,
      packages: ['nginx', 'haproxy'],
    };
    expect(decideMachine(other, { running: true, record, layersExist: true })).toBe('keep');
  });

  it('starts a stopped machine from its own disk, also at another address', () => {
    expect(decideMachine(machine, { running: false, record, layersExist: true })).toBe('start');
    const moved = { ...machine, privateAddress: '10.214.0.99' };
    expect(decideMachine(moved, { running: false, record, layersExist: true })).toBe('start');
  });

  it('restarts a running machine with other addresses', () => {
    for (const moved of [
      { ...machine, privateAddress: '10.214.0.99' },
      { ...machine, publicAddress: '10.213.0.99' },
    ]) {
      expect(decideMachine(moved, { running: true, record, layersExist: true })).toBe('restart');
    }
  });

  it('makes a machine anew when its disk cannot be what is declared', () => {
    expect(decideMachine(machine, { running: false, record, layersExist: false })).toBe('create');
    for (const other of [
      { ...machine, packages: ['nginx'] },
      { ...machine, runtimes: [] },
      { ...machine, dataDirectories: ['/var/lib/mysql'] },
    ]) {
      expect(decideMachine(other, { running: true, record, layersExist: true })).toBe('create');
    }
  });

  it('reads its own record back unchanged', () => {
    const read = JSON.parse(JSON.stringify(record));
    expect(decideMachine(machine, { running: true, record: read, layersExist: true })).toBe('keep');
  });
});
