import { expect, test } from 'vitest';
import { lab } from '../../src/index.ts';
import { contributeKeepalived } from '../../src/services/keepalived/contribute.ts';
import { samplePlatform } from '../platform/sample.ts';
import { contributionTo, fileOf, linesBetween } from './contribution.ts';

const platform = samplePlatform();
const configuration = (hostName: string, of = platform) =>
  fileOf(contributionTo(of, hostName, contributeKeepalived), '/etc/keepalived/keepalived.conf').content;

test('all start as backup, none preempts, adverts are unicast between public addresses', () => {
  expect(linesBetween(configuration('lb-2'), 'vrrp_instance', '}')).toEqual([
    'state BACKUP',
    'nopreempt',
    'interface eth1',
    'virtual_router_id 51',
    'priority 253',
    'advert_int 0.1',
    'unicast_src_ip 10.213.0.22',
    'unicast_peer {',
    '10.213.0.21',
    '}',
    'virtual_ipaddress {',
    '10.213.0.10/32 dev eth1',
    '}',
    'track_interface {',
    'eth0',
    '}',
    'track_script {',
    'haproxy',
    '}',
    'track_file {',
    'haproxy_down',
    '}',
    'notify "/usr/local/lib/smartx/vrrp-state" root root',
  ]);
});

test('it starts where measurements have no directory yet', () => {
  const dropIn = fileOf(
    contributionTo(platform, 'lb-1', contributeKeepalived),
    '/etc/systemd/system/keepalived.service.d/smartx.conf',
  );
  expect(dropIn.content).toContain('\nReadWritePaths=/run -/var/lib/smartx/metrics\n');
});

test('priorities differ and stay in the range of VRRP for any number of load balancers', () => {
  const many = samplePlatform({ environments: { lab: lab({ loadBalancers: 5 }) } });
  const priorities = [1, 2, 3, 4, 5].map((index) => /priority (\d+)/.exec(configuration(`lb-${index}`, many))?.[1]);
  expect(priorities).toEqual(['254', '253', '252', '251', '250']);
});

test('the check runs unprivileged and asks HAProxy itself', () => {
  expect(contributionTo(platform, 'lb-1', contributeKeepalived).users).toEqual([
    { name: 'keepalived_script', groups: [] },
  ]);
  expect(configuration('lb-1')).toContain('script_user keepalived_script');
  expect(configuration('lb-1')).toContain('http://127.0.0.1:8404/healthz');
});

test('a load balancer alone has no peers', () => {
  const single = samplePlatform({ environments: { lab: lab({ loadBalancers: 1, redundancy: false }) } });
  expect(configuration('lb-1', single)).not.toMatch(/unicast_(src_ip|peer)/);
});

test('hosts without the role get nothing', () => {
  expect(contributionTo(platform, 'ns-1', contributeKeepalived)).toEqual({});
});
