import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lab } from '../../src/index.ts';
import type { Flow, Host, Platform } from '../../src/platform/platform.ts';
import { allows } from '../../src/services/nftables/accepts.ts';
import { contributeNftables } from '../../src/services/nftables/contribute.ts';
import { lowerFirewall } from '../../src/services/nftables/lower.ts';
import { samplePlatform } from '../platform/sample.ts';
import { contributionTo, fileOf } from './contribution.ts';

const platform = samplePlatform();

describe('ruleset', () => {
  test('a database host lets in the application, its peers, monitoring and administrators', () => {
    expect(
      fileOf(contributionTo(platform, 'db-1', contributeNftables), '/etc/smartx/firewall.nft').content,
    ).toMatchInlineSnapshot(`
      "#!/usr/sbin/nft -f
      # Written by Smartx. Changes made here are lost with the next apply.
      table inet smartx
      delete table inet smartx

      table inet smartx {
          counter private_admin_to_every_host_tcp_22 {
          }
          counter private_app_to_database_tcp_3306 {
          }
          counter private_app_to_database_tcp_9200 {
          }
          counter private_database_to_database_tcp_3306 {
          }
          counter private_database_to_database_tcp_9200 {
          }
          counter private_monitoring_to_database_tcp_3306 {
          }
          counter private_monitoring_to_database_tcp_9104 {
          }
          counter private_monitoring_to_every_host_tcp_9100 {
          }
          counter refused {
          }

          set admin_networks {
              type ipv4_addr
              flags interval
              auto-merge
              elements = { 10.214.0.1/32 }
          }
          set app_private {
              type ipv4_addr
              elements = { 10.214.0.31, 10.214.0.32 }
          }
          set database_private {
              type ipv4_addr
              elements = { 10.214.0.91, 10.214.0.92, 10.214.0.93 }
          }
          set monitoring_private {
              type ipv4_addr
              elements = { 10.214.0.121 }
          }

          chain input {
              type filter hook input priority filter; policy drop;
              iif "lo" accept
              ct state vmap { established : accept, related : accept, invalid : drop }

              ip protocol icmp icmp type { destination-unreachable, time-exceeded, parameter-problem } accept
              icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept
              icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } ip6 hoplimit 255 accept
              icmp type echo-request limit rate 10/second burst 20 packets accept
              icmpv6 type echo-request limit rate 10/second burst 20 packets accept

              iifname "eth0" ip saddr @admin_networks ip daddr 10.214.0.91 tcp dport 22 counter name private_admin_to_every_host_tcp_22 accept comment "administration"
              iifname "eth0" ip saddr @app_private ip daddr 10.214.0.91 tcp dport 3306 counter name private_app_to_database_tcp_3306 accept comment "queries"
              iifname "eth0" ip saddr @app_private ip daddr 10.214.0.91 tcp dport 9200 counter name private_app_to_database_tcp_9200 accept comment "which member is the primary"
              iifname "eth0" ip saddr @database_private ip daddr 10.214.0.91 tcp dport 3306 counter name private_database_to_database_tcp_3306 accept comment "replication of the group"
              iifname "eth0" ip saddr @database_private ip daddr 10.214.0.91 tcp dport 9200 counter name private_database_to_database_tcp_9200 accept comment "state of the other members"
              iifname "eth0" ip saddr @monitoring_private ip daddr 10.214.0.91 tcp dport 3306 counter name private_monitoring_to_database_tcp_3306 accept comment "probes of the database"
              iifname "eth0" ip saddr @monitoring_private ip daddr 10.214.0.91 tcp dport 9104 counter name private_monitoring_to_database_tcp_9104 accept comment "metrics of MySQL"
              iifname "eth0" ip saddr @monitoring_private ip daddr 10.214.0.91 tcp dport 9100 counter name private_monitoring_to_every_host_tcp_9100 accept comment "metrics of the host"

              # Inside the platform a refusal is said aloud, so that a mistake shows at once instead of as a timeout.
              iifname "eth0" limit rate 50/second burst 100 packets counter name refused reject with icmpx admin-prohibited
              counter name refused
          }

          # No host of the platform is a router.
          chain forward {
              type filter hook forward priority filter; policy drop;
          }
      }
      "
    `);
  });

  test('what anyone may reach by TCP has a meter', () => {
    const metered = platform.hosts.filter((host) =>
      fileOf(contributionTo(platform, host.name, contributeNftables), '/etc/smartx/firewall.nft').content.includes(
        'update @new_connections',
      ),
    );
    expect(metered.map((host) => host.name)).toEqual(['lb-1', 'lb-2', 'ns-1', 'ns-2']);
  });

  test('questions to a name server are not tracked', () => {
    const text = fileOf(contributionTo(platform, 'ns-1', contributeNftables), '/etc/smartx/firewall.nft').content;
    expect(text).toContain('iifname "eth1" ip daddr 10.213.0.11 udp dport 53 notrack\n');
    expect(text).toContain('oifname "eth1" ip saddr 10.213.0.11 udp sport 53 notrack\n');
  });

  test('adverts of VRRP are taken from load balancers only, and never from behind a router', () => {
    const text = fileOf(contributionTo(platform, 'lb-1', contributeNftables), '/etc/smartx/firewall.nft').content;
    expect(text).toContain(
      'iifname "eth1" ip saddr @load_balancer_public ip daddr 10.213.0.21 ip protocol 112 ip ttl 255 ',
    );
  });

  test('a change is always a reload: a restart would open the host for a moment', () => {
    const unit = contributionTo(platform, 'db-1', contributeNftables).units?.[0];
    expect(unit).toMatchObject({ name: 'smartx-firewall.service', order: 20, restartOn: [] });
  });
});

describe('flows allow what the rules allow, and nothing else', () => {
  const platforms = [
    platform,
    samplePlatform({ environments: { lab: lab({ app: 2 }) }, database: { members: 1 } }),
    samplePlatform({ firewall: { adminNetworks: ['203.0.113.0/24'] }, environments: { lab: lab({ web: 4, dns: 3 }) } }),
  ];

  test.each([0, 1, 2])('any source to any port of any host, platform %i', (index) => {
    const subject = platforms[index]!;
    fc.assert(
      fc.property(attempts(subject), (attempt) => {
        expect(allows(subject, attempt)).toBe(isFlow(subject, attempt));
      }),
      { numRuns: 1_000 },
    );
  });

  test('every flow finds somebody who is let in', () => {
    for (const subject of platforms) {
      for (const flow of subject.flows) {
        const rules = subject.hosts.flatMap((host) => lowerFirewall(subject, host).rules);
        expect(rules.some((rule) => rule.why === flow.why && rule.port === flow.port)).toBe(true);
      }
    }
  });
});

interface Attempt {
  readonly from: string;
  readonly toHost: Host;
  readonly toAddress: string;
  readonly network: 'public' | 'private';
  readonly protocol: 'tcp' | 'udp' | 'vrrp';
  readonly port: number | undefined;
}

/** Mostly addresses and ports that mean something, so that both answers come up. */
function attempts(subject: Platform): fc.Arbitrary<Attempt> {
  const addresses = subject.hosts.flatMap((host) => [host.privateAddress, host.publicAddress ?? host.privateAddress]);
  const strangers = [subject.networks.public.gateway, subject.networks.private.gateway, '203.0.113.7', '198.51.100.9'];
  const ports = [...new Set(subject.flows.map((flow) => flow.port))];
  return fc.constantFrom(...subject.hosts).chain((toHost) =>
    fc.record({
      from: fc.constantFrom(...addresses, ...strangers),
      toHost: fc.constant(toHost),
      toAddress: fc.constantFrom(
        toHost.privateAddress,
        toHost.publicAddress ?? subject.virtualAddress,
        subject.virtualAddress,
      ),
      network: fc.constantFrom('public', 'private'),
      protocol: fc.constantFrom('tcp', 'udp', 'vrrp'),
      port: fc.oneof(fc.constantFrom(...ports), fc.integer({ min: 1, max: 65_535 })),
    }),
  );
}

/** The meaning of flows, written down a second time: straight from the list, without sets and rules. */
function isFlow(subject: Platform, attempt: Attempt): boolean {
  return subject.flows.some(
    (flow) =>
      flow.network === attempt.network &&
      flow.protocol === attempt.protocol &&
      flow.port === attempt.port &&
      isTarget(subject, flow, attempt) &&
      isSource(subject, flow, attempt.from),
  );
}

function isTarget(subject: Platform, flow: Flow, { toHost, toAddress }: Attempt): boolean {
  if (flow.to.kind === 'virtualAddress') {
    return toHost.roles.includes('loadBalancer') && toAddress === subject.virtualAddress;
  }
  const own = flow.network === 'private' ? toHost.privateAddress : toHost.publicAddress;
  return toAddress === own && (flow.to.kind === 'everyHost' || toHost.roles.includes(flow.to.role));
}

function isSource(subject: Platform, flow: Flow, address: string): boolean {
  const { from } = flow;
  if (from.kind === 'internet') return true;
  if (from.kind === 'admin') return subject.adminNetworks.some((network) => isInside(network, address));
  return subject.hosts.some(
    (host) =>
      host.roles.includes(from.role) &&
      (flow.network === 'private' ? host.privateAddress : host.publicAddress) === address,
  );
}

function isInside(cidr: string, address: string): boolean {
  const [base, length] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(toNumber(base!) / size) === Math.floor(toNumber(address) / size);
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
