import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, mergeContributions } from '../../src/compile.ts';
import { lab } from '../../src/index.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import { publicFile } from '../../src/services/file.ts';
import { samplePlatform } from '../platform/sample.ts';

const counts = fc.record({
  dns: fc.integer({ min: 2, max: 4 }),
  loadBalancers: fc.integer({ min: 2, max: 4 }),
  web: fc.integer({ min: 2, max: 6 }),
  app: fc.constantFrom(0, 2, 3),
  monitoring: fc.integer({ min: 1, max: 2 }),
});
const platforms = fc.tuple(counts, fc.constantFrom(1, 3, 5)).map(([options, members]) => {
  const make = () => samplePlatform({ database: { members }, environments: { lab: lab(options) } });
  return { once: make(), again: make() };
});

describe('compile', () => {
  test('the same declaration gives the same bytes', () => {
    fc.assert(
      fc.property(platforms, ({ once, again }) => {
        const manifest = compile(once, placeholderMaterials(once));
        expect(compile(again, placeholderMaterials(again))).toEqual(manifest);
        expect(manifest.hosts.map(({ host }) => host)).toEqual(once.hosts.map(({ name }) => name));
      }),
      { numRuns: 20 },
    );
  });

  test('everything refers to what there is', () => {
    fc.assert(
      fc.property(platforms, ({ once }) => {
        for (const host of compile(once, placeholderMaterials(once)).hosts) {
          const known = new Set([
            ...host.files.map(({ path }) => path),
            ...host.releases.map(({ name }) => `release:${name}`),
          ]);
          const wanted = [
            ...host.units.flatMap(({ restartOn, reloadOn }) => [...restartOn, ...reloadOn]),
            ...host.checks.flatMap(({ covers }) => covers),
          ];
          expect(wanted.filter((path) => !known.has(path))).toEqual([]);
          expect(host.files.filter(({ content }) => content !== '' && !content.endsWith('\n'))).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a secret stands in secret files only', () => {
    const platform = samplePlatform();
    const materials = placeholderMaterials(platform);
    for (const host of compile(platform, materials).hosts) {
      for (const { path, content, secret, mode } of host.files) {
        const holds =
          [
            ...Object.values(materials.secrets as Record<string, string>),
            ...Object.values(materials.dashboard.login),
          ].some((value) => content.includes(value)) || /<key of/.test(content);
        expect({ host: host.host, path, secret, open: (mode & 0o007) !== 0 }).toEqual({
          host: host.host,
          path,
          secret: holds,
          open: !holds,
        });
      }
    }
  });

  test('units are sorted by their order, then by name', () => {
    const platform = samplePlatform();
    for (const { units } of compile(platform, placeholderMaterials(platform)).hosts) {
      const sorted = [...units].sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
      expect(units).toEqual(sorted);
    }
  });
});

describe('mergeContributions', () => {
  const directory = { path: '/etc/x', mode: 0o755, owner: 'root', group: 'root' };

  test('two services with one file are a mistake', () => {
    const contribution = { files: [publicFile('/etc/x', 'same\n')] };
    expect(() => mergeContributions('web-1', [contribution, contribution])).toThrow('/etc/x on web-1');
  });

  test('two services may want the same directory, but not in two ways', () => {
    const merged = mergeContributions('web-1', [{ directories: [directory] }, { directories: [directory] }]);
    expect(merged.directories).toEqual([directory]);
    const other = { directories: [{ ...directory, mode: 0o700 }] };
    expect(() => mergeContributions('web-1', [{ directories: [directory] }, other])).toThrow('/etc/x on web-1');
  });

  test('packages and groups of users are joined', () => {
    const merged = mergeContributions('web-1', [
      { packages: ['nginx', 'curl'], users: [{ name: 'app', groups: ['www'] }] },
      { packages: ['curl'], users: [{ name: 'app', groups: ['adm'] }] },
    ]);
    expect(merged.packages).toEqual(['curl', 'nginx']);
    expect(merged.users).toEqual([{ name: 'app', groups: ['adm', 'www'] }]);
  });
});
