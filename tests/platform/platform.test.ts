import { describe, expect, test } from 'vitest';
import type { PlatformDeclaration } from '../../src/declaration/declaration.ts';
import { lab } from '../../src/index.ts';
import { defaultNetworks, labClientAddress, moreLabClientAddresses } from '../../src/platform/addresses.ts';
import { isAppColocated } from '../../src/platform/flows.ts';
import type { Flow, Platform } from '../../src/platform/platform.ts';
import { samplePlatform } from './sample.ts';

function flowLines(platform: Platform): string[] {
  const end = (side: Flow['from'] | Flow['to']) => (side.kind === 'role' ? side.role : side.kind);
  return platform.flows.map(({ from, to, port, protocol, network }) =>
    [end(from), end(to), protocol, port ?? '-', network].join(' '),
  );
}

const dedicated: Partial<PlatformDeclaration> = { environments: { lab: lab({ app: 2 }) } };

describe('the default platform', () => {
  const platform = samplePlatform();

  test('has ten hosts, each where its role belongs', () => {
    const lines = platform.hosts.map((host) =>
      [host.name, host.roles.join('+'), host.privateAddress, host.publicAddress ?? '-'].join(' '),
    );
    expect(lines).toEqual([
      'db-1 database 10.214.0.91 -',
      'db-2 database 10.214.0.92 -',
      'db-3 database 10.214.0.93 -',
      'lb-1 loadBalancer 10.214.0.21 10.213.0.21',
      'lb-2 loadBalancer 10.214.0.22 10.213.0.22',
      'mon-1 monitoring 10.214.0.121 -',
      'ns-1 dns 10.214.0.11 10.213.0.11',
      'ns-2 dns 10.214.0.12 10.213.0.12',
      'web-1 web+app 10.214.0.31 -',
      'web-2 web+app 10.214.0.32 -',
    ]);
    expect(platform.virtualAddress).toBe('10.213.0.10');
    expect(platform.adminNetworks).toEqual(['10.214.0.1/32']);
    expect(labClientAddress(platform.networks.public)).toBe('10.213.0.2');
  });

  test('leaves the last free addresses of the public network to users', () => {
    const more = moreLabClientAddresses(platform);
    expect([more.length, more[0], more.at(-1)]).toEqual([16, '10.213.0.239', '10.213.0.254']);
    const moved = { ...platform, virtualAddress: '10.213.0.250' };
    expect([moreLabClientAddresses(moved)[0], moreLabClientAddresses(moved).includes('10.213.0.250')]).toEqual([
      '10.213.0.238',
      false,
    ]);
    const tiny = { cidr: '10.213.0.0/29', gateway: '10.213.0.1' };
    const small = { ...platform, networks: { ...platform.networks, public: tiny }, virtualAddress: '10.213.0.4' };
    expect(moreLabClientAddresses(small)).toEqual(['10.213.0.3', '10.213.0.5', '10.213.0.6']);
  });

  test('allows what is needed, and nothing else', () => {
    expect(flowLines(platform)).toEqual([
      'admin everyHost tcp 22 private',
      'admin monitoring tcp 443 private',
      'app database tcp 3306 private',
      'app database tcp 9200 private',
      'database database tcp 3306 private',
      'database database tcp 9200 private',
      'dns dns tcp 53 private',
      'dns dns udp 53 private',
      'internet dns tcp 53 public',
      'internet dns udp 53 public',
      'internet virtualAddress tcp 80 public',
      'internet virtualAddress tcp 443 public',
      'loadBalancer loadBalancer tcp 10000 private',
      'loadBalancer loadBalancer vrrp - public',
      'loadBalancer web tcp 443 private',
      'monitoring app tcp 9180 private',
      'monitoring database tcp 3306 private',
      'monitoring database tcp 9104 private',
      'monitoring dns tcp 53 private',
      'monitoring dns tcp 9115 private',
      'monitoring dns udp 53 private',
      'monitoring everyHost tcp 9100 private',
      'monitoring loadBalancer tcp 80 private',
      'monitoring loadBalancer tcp 443 private',
      'monitoring loadBalancer tcp 8405 private',
      'monitoring monitoring tcp 9093 private',
      'monitoring monitoring tcp 9094 private',
      'monitoring web tcp 9113 private',
    ]);
  });

  test('finds the build and the static files by itself', () => {
    expect(platform.apps[0]?.build).toEqual(['npm', 'ci', '--omit=dev']);
    expect(platform.web.staticDirectory).toBe('/srv/project/app/public');
  });

  test('replicates in a group whose name is a UUID that stays', () => {
    expect(platform.database.mode).toBe('group');
    expect(platform.database.groupName).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(samplePlatform().database.groupName).toBe(platform.database.groupName);
    expect(samplePlatform({ domain: 'foobar.net' }).database.groupName).not.toBe(platform.database.groupName);
  });
});

describe('a dedicated application tier', () => {
  const platform = samplePlatform(dedicated);

  test('has hosts of its own', () => {
    expect(platform.hosts.filter((host) => host.roles.includes('app')).map((host) => host.name)).toEqual([
      'app-1',
      'app-2',
    ]);
    expect(isAppColocated(platform.hosts)).toBe(false);
    expect(isAppColocated(samplePlatform().hosts)).toBe(true);
  });

  test('differs by one flow', () => {
    expect(flowLines(platform).filter((line) => !flowLines(samplePlatform()).includes(line))).toEqual([
      'web app tcp 8000 private',
    ]);
  });
});

test('a single member is no group', () => {
  expect(samplePlatform({ database: { members: 1 } }).database.mode).toBe('single');
});

test('without monitoring, nothing of it is open', () => {
  const platform = samplePlatform({ environments: { lab: lab({ monitoring: 0 }) } });
  expect(flowLines(platform).filter((line) => line.includes('monitoring'))).toEqual([]);
});

test('one host of each kind is enough without redundancy', () => {
  const small = lab({ dns: 1, loadBalancers: 1, web: 1, redundancy: false });
  expect(samplePlatform({ database: { members: 1 }, environments: { lab: small } }).hosts).toHaveLength(5);
});

test('hosts can be named one by one', () => {
  const hosts = {
    edge: { roles: ['dns', 'loadBalancer'], address: '10.214.0.11', publicAddress: '10.213.0.11' },
    'web-10': { roles: ['app', 'web'], address: '10.214.0.31' },
    'web-9': { roles: ['web', 'app'], address: '10.214.0.32' },
    data: { roles: ['database', 'monitoring'], address: '10.214.0.91' },
  } as const;
  const platform = samplePlatform({ environments: { lab: lab({ hosts, redundancy: false }) } });
  expect(platform.hosts.map((host) => host.name)).toEqual(['data', 'edge', 'web-9', 'web-10']);
  expect(platform.hosts[3]!.roles).toEqual(['web', 'app']);
});

test('environments have networks of their own, which follow from their names', () => {
  const environments = { lab: lab(), demo: lab() };
  const [one, other] = [samplePlatform({ environments }), samplePlatform({ environments }, 'demo')];
  expect(one.networks.public.cidr).toBe('10.213.0.0/24');
  expect(other.networks.public.cidr).toBe(defaultNetworks('demo').public);
  expect(other.networks.public.cidr).not.toBe(one.networks.public.cidr);
});
