import { describe, expect, test } from 'vitest';
import { judgeHost } from '../../../src/operations/drill/judge-host.ts';
import { judgeTogether } from '../../../src/operations/drill/read-health.ts';
import { waitForRedundancy } from '../../../src/operations/drill/wait-for-redundancy.ts';
import { samplePlatform } from '../../platform/sample.ts';
import { fakeReach } from './fake-reach.ts';

const platform = samplePlatform();
const hostOf = (name: string) => platform.hosts.find((host) => host.name === name)!;
const units = ['haproxy.service', 'keepalived.service'].map((name) => ({ name, kind: 'service' }) as never);

/** As a load balancer with the virtual address printed it. */
const balancer = `@@units
Result=success
ActiveState=active

Result=success
ActiveState=active
@finished
systemd-sysctl.service
@@addresses
3: eth1    inet 10.213.0.22/24 scope global eth1\\       valid_lft forever preferred_lft forever
3: eth1    inet 10.213.0.10/32 scope global eth1\\       valid_lft forever preferred_lft forever
@@servers
# pxname,svname,scur,status,
web,web-1,0,UP,
web_alive,web-1,0,UP,

`;

const member = (status: string) => `@@units\n\n@finished\n@@member\n${status}\n`;
const primary =
  '{"host":"db-1","mode":"group","state":"ONLINE","role":"PRIMARY","primary":true,"secondary":false,"reason":"primary, writable","membership":"this member is ONLINE","members":[]}';
const recovering =
  '{"host":"db-1","mode":"group","state":"RECOVERING","role":"SECONDARY","primary":false,"secondary":false,"reason":"the member is RECOVERING","membership":"","members":[]}';

describe('a load balancer', () => {
  test('that has the address and all its servers is well', () => {
    expect(judgeHost(balancer, hostOf('lb-2'), units, platform)).toEqual({
      complaints: [],
      hasVirtualAddress: true,
      isPrimary: false,
    });
  });

  test('names servers that are down and units that are not active', () => {
    const text = balancer
      .replace('web,web-1,0,UP', 'web,web-1,0,DOWN')
      .replace('ActiveState=active', 'ActiveState=activating')
      .replace('10.213.0.10/32', '10.213.0.99/32');
    expect(judgeHost(text, hostOf('lb-2'), units, platform)).toEqual({
      complaints: ['haproxy.service on lb-2 is activating', 'web/web-1 is down for lb-2'],
      hasVirtualAddress: false,
      isPrimary: false,
    });
  });

  test('that says nothing is not well', () => {
    const { complaints } = judgeHost('', hostOf('lb-2'), units, platform);
    expect(complaints).toContain('lb-2 does not tell its servers');
    expect(complaints).toContain('haproxy.service on lb-2 is unknown');
  });
});

test('a member of the database is well when it serves', () => {
  const judge = (text: string) => judgeHost(text, hostOf('db-1'), [], platform);
  expect(judge(member(primary))).toEqual({ complaints: [], hasVirtualAddress: false, isPrimary: true });
  expect(judge(member(recovering)).complaints).toEqual(['the database on db-1: the member is RECOVERING']);
  expect(judge(member('')).complaints).toEqual(['the database agent on db-1 does not answer']);
});

describe('all hosts together', () => {
  const health = { complaints: [], hasVirtualAddress: false, isPrimary: false };
  const whole = new Map([
    ['db-1', { ...health, isPrimary: true }],
    ['lb-1', { ...health, hasVirtualAddress: true }],
    ['lb-2', health],
  ]);

  test('tell who does the work', () => {
    const { complaints, active } = judgeTogether(platform, whole, []);
    expect(complaints).toEqual([]);
    expect(active).toEqual({ loadBalancer: 'lb-1', primary: 'db-1' });
  });

  test('must have the address and the primary exactly once', () => {
    const twice = new Map([...whole, ['lb-2', { ...health, hasVirtualAddress: true }]] as never);
    expect(judgeTogether(platform, twice as never, []).complaints).toEqual([
      'the virtual address 10.213.0.10 is on lb-1 and lb-2',
    ]);
    expect(judgeTogether(platform, new Map([['lb-1', health]]), ['x']).complaints).toEqual([
      'x',
      'the virtual address 10.213.0.10 is on no load balancer',
      'the primary of the database is nobody',
    ]);
  });
});

test('whoever can give work to another is asked every time, and everybody in the end', async () => {
  const reach = fakeReach();
  const known: string[][] = [];
  const health = (complaints: string[]) => ({ complaints, hasVirtualAddress: false, isPrimary: false });
  const hosts = (web: string[]) =>
    new Map(reach.platform.hosts.map(({ name }) => [name, health(name === 'web-1' ? web : [])]));
  const answers = [['web-1 does not answer'], [], []];
  await waitForRedundancy(reach, undefined, async (_reach, before) => {
    known.push([...(before?.keys() ?? [])]);
    const complaints = answers[known.length - 1] ?? [];
    return { complaints, active: undefined, hosts: hosts(complaints) };
  });
  expect(known).toEqual([[], ['mon-1', 'ns-1', 'ns-2', 'web-2'], []]);
});
