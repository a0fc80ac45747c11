import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathsToInspect } from '../../src/declaration/surroundings.ts';
import { definePlatform, type LabOptions, lab } from '../../src/index.ts';
import { parsePlatforms } from '../../src/platform/parse-platforms.ts';
import { problemCodes } from '../../src/problems/catalogue.ts';
import { sampleDeclaration, sampleFiles } from '../platform/sample.ts';

const surroundings = { directory: '/srv/project', files: sampleFiles };

const known = [
  'domain',
  'app',
  'dns',
  'tls',
  'loadBalancer',
  'web',
  'database',
  'firewall',
  'monitoring',
  'environments',
];

/** Anything, and anything at all where a section belongs. */
const anyInput = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.constantFrom(...known), fc.jsonValue()),
  fc.record({ domain: fc.constant('foobar.com'), environments: fc.dictionary(fc.string(), fc.jsonValue()) }),
  fc.anything(),
);

test('reading never throws, whatever is declared', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      pathsToInspect(input, '/srv/project');
      const parsed = parsePlatforms(input, surroundings);
      if (parsed.ok) return;
      expect(parsed.problems.length).toBeGreaterThan(0);
      for (const problem of parsed.problems) expect(problemCodes).toContain(problem.code);
    }),
    { numRuns: 500 },
  );
});

/** Paths of everything in the default declaration, with every section spelled out. */
const full = {
  ...sampleDeclaration,
  dns: { ttl: '5m', contact: 'hostmaster', records: [{ name: 'a', type: 'TXT', value: 'x', ttl: '5m' }] },
  loadBalancer: { maxConnections: 4_000, rateLimit: { requests: 200, per: '10s' }, virtualRouterId: 51 },
  web: { names: ['www', '@'], static: 'app/public', maxBody: '10MiB' },
  database: { members: 3, schema: 'app', bufferPool: '128MiB' },
  environments: { lab: { provider: 'lab', dns: 2, web: 2 } },
};

function leafPaths(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leafPaths(inner, [...path, key]));
}

function replaceAt(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaceAt(copy[key], rest, replacement);
  return copy;
}

test('two broken values give the problems of each, and no others', () => {
  const problemsOf = (input: unknown) => {
    const parsed = parsePlatforms(input, surroundings);
    return parsed.ok ? [] : parsed.problems.map(({ code, path }) => `${code} ${path}`);
  };
  // An object fits nowhere among these leaves, so each breaks by itself.
  const broken = (input: unknown, path: readonly string[]) => replaceAt(input, path, { broken: true });
  const paths = leafPaths(full).filter((path) => !path.includes('rateLimit'));
  expect(problemsOf(full)).toEqual([]);
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.constantFrom(...paths), (one, other) => {
      const apart = [...problemsOf(broken(full, one)), ...problemsOf(broken(full, other))];
      expect(new Set(problemsOf(broken(broken(full, one), other)))).toEqual(new Set(apart));
    }),
  );
});

const counts: fc.Arbitrary<LabOptions> = fc.record({
  dns: fc.integer({ min: 2, max: 30 }),
  loadBalancers: fc.integer({ min: 2, max: 30 }),
  web: fc.integer({ min: 2, max: 200 }),
  app: fc.constantFrom(0, 2, 50, 200),
  monitoring: fc.integer({ min: 0, max: 20 }),
});

test('any counts of hosts have addresses of their own, which stay when other counts grow', () => {
  fc.assert(
    fc.property(counts, counts, fc.constantFrom(1, 3, 5, 9), (some, others, members) => {
      const [one, other] = [hostsOf(some, members), hostsOf(others, members)];
      const addresses = [...one.values()].flatMap((host) => [host.privateAddress, host.publicAddress]).filter(Boolean);
      expect(new Set(addresses).size).toBe(addresses.length);
      for (const [name, host] of one) {
        const later = other.get(name);
        if (later !== undefined) expect(later.privateAddress).toBe(host.privateAddress);
      }
    }),
    { numRuns: 50 },
  );
});

function hostsOf(options: LabOptions, members: number) {
  const wide = { ...options, public: '10.16.0.0/16', private: '10.17.0.0/16' };
  const input = definePlatform({ ...sampleDeclaration, database: { members }, environments: { lab: lab(wide) } });
  const parsed = parsePlatforms(input, surroundings);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return new Map(parsed.value.platforms.get('lab')!.hosts.map((host) => [host.name, host]));
}

test('the same declaration gives the same platform', () => {
  const [one, other] = [parsePlatforms(full, surroundings), parsePlatforms(structuredClone(full), surroundings)];
  expect(one).toEqual(other);
  expect(one.ok).toBe(true);
});
