import { expect, test } from 'vitest';
import { renderHardening } from '../../src/services/hardening.ts';

const lines = (text: string) => text.trimEnd().split('\n');

test('what no exception names is strict', () => {
  const all = lines(renderHardening({}));
  expect(all).toContain('CapabilityBoundingSet=');
  expect(all).toContain('NoNewPrivileges=yes');
  expect(all).toContain('ProcSubset=pid');
  expect(all.map((line) => line.split('=')[0])).toEqual([...all.map((line) => line.split('=')[0])].sort());
});

test('an exception changes its directive and no other', () => {
  const strict = lines(renderHardening({}));
  const eased = lines(renderHardening({ PrivateDevices: 'not set', ReadWritePaths: '/run', UMask: '0027' }));
  expect(strict.filter((line) => !eased.includes(line))).toEqual(['PrivateDevices=yes', 'UMask=0077']);
  expect(eased.filter((line) => !strict.includes(line))).toEqual(['ReadWritePaths=/run', 'UMask=0027']);
});

test('a list is a line each, in its order: systemd applies filters of system calls one after the other', () => {
  expect(lines(renderHardening({})).filter((line) => line.startsWith('SystemCallFilter='))).toEqual([
    'SystemCallFilter=@system-service',
    'SystemCallFilter=~@privileged @resources',
  ]);
});
