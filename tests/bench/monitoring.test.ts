import { describe, expect, test } from 'vitest';
import { compare, ratesBetween, sumOf } from '../../bench/monitoring/compare.ts';
import { isForMonitoring } from '../../bench/monitoring/daemons.ts';
import { compile } from '../../src/compile.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import { samplePlatform } from '../platform/sample.ts';

describe('off and on', () => {
  test('are compared pair by pair, not by their middles', () => {
    expect(compare([10, 20, 40], [11, 30, 42])).toEqual({
      off: { min: 10, median: 20, max: 40 },
      on: { min: 11, median: 30, max: 42 },
      more: { min: 1, median: 2, max: 10 },
      ratio: { min: 1.05, median: 1.1, max: 1.5 },
    });
  });

  test('have no ratio where there was nothing', () => {
    expect(compare([0, 1], [2, 2])).toMatchObject({ more: { min: 1, max: 2 }, ratio: undefined });
  });

  test('must be as many', () => {
    expect(() => compare([1], [1, 2])).toThrow('1 figures cannot be compared with 2');
  });
});

describe('usage between two moments', () => {
  const host = (cpuSeconds: number, sentBytes: number, memoryBytes: number) => ({ cpuSeconds, sentBytes, memoryBytes });
  const before = { atSeconds: 100, hosts: { a: host(5, 1_000, 7), b: host(1, 0, 7) } };
  const after = { atSeconds: 110, hosts: { a: host(6, 3_000, 50), b: host(1.5, 100, 60) } };

  test('is a rate, but for memory, which is what it was in the end', () => {
    const rates = ratesBetween(before, after);
    expect(rates).toEqual({
      a: { cores: 0.1, sentBytesPerSecond: 200, memoryBytes: 50 },
      b: { cores: 0.05, sentBytesPerSecond: 10, memoryBytes: 60 },
    });
    expect(sumOf(rates, 'sentBytesPerSecond')).toBe(210);
  });

  test('is nothing when no time has passed, or a host is new', () => {
    expect(() => ratesBetween(before, { ...after, atSeconds: 100 })).toThrow('no time has passed');
    expect(() => ratesBetween({ ...before, hosts: {} }, after)).toThrow('nothing is known of a before');
  });
});

test('what serves users goes on when monitoring is off', () => {
  const platform = samplePlatform();
  const { hosts } = compile(platform, placeholderMaterials(platform));
  const units = [...new Set(hosts.flatMap((host) => host.units.map(({ name }) => name)))];
  const serving = units.filter((unit) => !isForMonitoring(unit));
  expect(serving).toEqual(
    expect.arrayContaining([
      'app.service',
      'haproxy.service',
      'keepalived.service',
      'knot.service',
      'mysql.service',
      'nginx.service',
    ]),
  );
  expect(serving.filter((unit) => unit.includes('prometheus') || unit.includes('exporter'))).toEqual([]);
  expect(units.filter(isForMonitoring)).toEqual(
    expect.arrayContaining(['prometheus.service', 'prometheus-node-exporter.service']),
  );
});
