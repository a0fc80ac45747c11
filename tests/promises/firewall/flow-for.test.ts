import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LabOptions, lab } from '../../../src/index.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import { flowFor, type Source, type Target } from '../../../src/promises/firewall/flow-for.ts';
import { probesFrom, sourcesOf } from '../../../src/promises/firewall/probes.ts';
import { allows } from '../../../src/services/nftables/accepts.ts';
import { samplePlatform } from '../../platform/sample.ts';
import { compiledSubject } from './sample.ts';

const somePlatforms = fc
  .record({
    counts: fc.record({
      dns: fc.integer({ min: 1, max: 3 }),
      loadBalancers: fc.integer({ min: 1, max: 3 }),
      web: fc.integer({ min: 1, max: 4 }),
      app: fc.constantFrom(0, 0, 2),
      monitoring: fc.integer({ min: 1, max: 2 }),
    }),
    members: fc.constantFrom<1 | 3 | 5>(1, 3, 5),
    adminNetworks: fc.subarray(['203.0.113.0/24', '10.214.0.121/32', '10.214.0.0/26', '10.0.0.0/8']),
  })
  .map(({ counts, members, adminNetworks }) =>
    samplePlatform({
      environments: { lab: lab({ ...counts, redundancy: false } as LabOptions) },
      database: { members },
      firewall: { adminNetworks },
    }),
  );

describe('flows read twice, here and by the compiler of rules, allow the same', () => {
  test('every port of every address, from everywhere', () => {
    fc.assert(
      fc.property(somePlatforms, (platform) => {
        const subject = compiledSubject(platform);
        let count = 0;
        for (const source of sourcesOf(platform)) {
          for (const { target, address, protocol, port, flow } of probesFrom(subject, source)) {
            const attempt = { address, protocol, port };
            expect({ ...attempt, allowed: isLetIn(platform, source, target, attempt) }).toEqual({
              ...attempt,
              allowed: flow !== undefined,
            });
            count += 1;
          }
        }
        expect(count).toBeGreaterThan(100);
      }),
      { numRuns: 12 },
    );
  });

  test('a port that means nothing is no flow', () => {
    const platform = samplePlatform();
    const [host] = platform.hosts;
    const target: Target = { kind: 'private', host: host! };
    expect(flowFor(platform, { source: { kind: 'outside' }, target, protocol: 'tcp', port: 61_616 })).toBeUndefined();
  });
});

test('whoever a flow leads to has declared that it listens', () => {
  fc.assert(
    fc.property(somePlatforms, (platform) => {
      const subject = compiledSubject(platform);
      const wanted = sourcesOf(platform)
        .flatMap((source) => probesFrom(subject, source))
        .filter(({ flow }) => flow !== undefined);
      expect(wanted.length).toBeGreaterThan(0);
      expect(wanted.filter(({ isListenedOn }) => !isListenedOn)).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

test('an administrator among the hosts may use SSH, the others may not', () => {
  const platform = samplePlatform({ firewall: { adminNetworks: ['10.214.0.121/32'] } });
  const ssh = (name: string) => {
    const source: Source = { kind: 'host', host: platform.hosts.find((host) => host.name === name)! };
    return probesFrom(compiledSubject(platform), source).filter(({ port, flow }) => port === 22 && flow !== undefined);
  };
  expect(ssh('mon-1').map(({ target }) => target.kind)).toEqual(Array(9).fill('private'));
  expect(ssh('web-1')).toEqual([]);
});

/** Asks the rules of whoever would get the packet: one host, or each load balancer for the virtual address. */
function isLetIn(
  platform: Platform,
  source: Source,
  target: Target,
  { address, protocol, port }: { address: string; protocol: 'tcp' | 'udp'; port: number },
): boolean {
  const network = target.kind === 'private' ? 'private' : 'public';
  const from = addressOf(platform, source, network);
  const receivers =
    target.kind === 'virtualAddress'
      ? platform.hosts.filter(({ roles }) => roles.includes('loadBalancer'))
      : [target.host];
  return receivers.some((toHost) => allows(platform, { from, toHost, toAddress: address, network, protocol, port }));
}

/** Documentation addresses (RFC 5737) where there is none in the network: of a stranger, or of what a router would make of it. */
function addressOf(platform: Platform, source: Source, network: 'public' | 'private'): string {
  if (source.kind === 'outside') return network === 'public' ? '198.51.100.7' : '192.0.2.7';
  const host = platform.hosts.find(({ name }) => name === source.host.name)!;
  return (network === 'public' ? host.publicAddress : host.privateAddress) ?? '198.51.100.7';
}

test('whether a host without a public leg finds a way to the internet is nobody’s promise, and not tried', () => {
  const { platform } = compiledSubject();
  const publicOnes = (name: string) => {
    const source: Source = { kind: 'host', host: platform.hosts.find((host) => host.name === name)! };
    return probesFrom(compiledSubject(), source).filter(({ target, flow }) => target.kind !== 'private' && flow);
  };
  expect(publicOnes('web-1')).toEqual([]);
  expect(publicOnes('lb-1').map(({ address, protocol, port }) => `${address} ${protocol} ${port}`)).toEqual([
    '10.213.0.11 udp 53',
    '10.213.0.11 tcp 53',
    '10.213.0.12 udp 53',
    '10.213.0.12 tcp 53',
    '10.213.0.10 tcp 80',
    '10.213.0.10 tcp 443',
  ]);
});
