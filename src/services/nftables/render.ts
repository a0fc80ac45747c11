import { writtenBySmartx } from '../file.ts';
import type { AcceptRule, AddressSet, Firewall } from './model.ts';

/** New connections a second that one address may open to the public web ports, and how many more in one burst. */
const newConnectionsPerSecondMax = 400;
const newConnectionsBurst = 800;

/**
 * A ruleset for nft(8). Declaring the table, deleting it and writing it anew is one transaction: the old rules hold
 * until the new ones do, and nobody else's tables are touched.
 */
export function renderRuleset(firewall: Firewall): string {
  const limited = firewall.rules.some((rule) => rule.limited);
  return `#!/usr/sbin/nft -f
# ${writtenBySmartx}
table inet smartx
delete table inet smartx

table inet smartx {
${countersOf(firewall).map(renderCounter).join('')}
${firewall.sets.map(renderSet).join('')}${limited ? meter : ''}
    chain input {
        type filter hook input priority filter; policy drop;
        iif "lo" accept
        ct state vmap { established : accept, related : accept, invalid : drop }

${icmp}

${firewall.rules.map(renderRule).join('')}
        # Inside the platform a refusal is said aloud, so that a mistake shows at once instead of as a timeout.
        iifname "${firewall.refusingInterface}" limit rate 50/second burst 100 packets counter name refused reject with icmpx admin-prohibited
        counter name refused
    }

    # No host of the platform is a router.
    chain forward {
        type filter hook forward priority filter; policy drop;
    }
${renderUntracked(firewall.rules.filter((rule) => rule.untracked))}}
`;
}

/** Neighbour discovery and path MTU discovery do not work without these (RFC 4890); echo is for whoever looks for a fault. */
const icmp = `        ip protocol icmp icmp type { destination-unreachable, time-exceeded, parameter-problem } accept
        icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept
        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } ip6 hoplimit 255 accept
        icmp type echo-request limit rate 10/second burst 20 packets accept
        icmpv6 type echo-request limit rate 10/second burst 20 packets accept`;

const meterCounter = 'too_many_connections';

const meter = `    set new_connections {
        type ipv4_addr
        size 65536
        flags dynamic,timeout
        timeout 1m
    }
`;

function countersOf(firewall: Firewall): readonly string[] {
  const limited = firewall.rules.some((rule) => rule.limited);
  return [...firewall.rules.map((rule) => rule.name), 'refused', ...(limited ? [meterCounter] : [])].sort();
}

function renderCounter(name: string): string {
  return `    counter ${name} {\n    }\n`;
}

/** `auto-merge` lets networks overlap, which administrators' lists do. */
function renderSet({ name, elements }: AddressSet): string {
  const intervals = elements.some((element) => element.includes('/'))
    ? '        flags interval\n        auto-merge\n'
    : '';
  return `    set ${name} {
        type ipv4_addr
${intervals}        elements = { ${elements.join(', ')} }
    }
`;
}

function renderRule(rule: AcceptRule): string {
  const match = [
    `iifname "${rule.interfaceName}"`,
    ...(rule.sourceSet === undefined ? [] : [`ip saddr @${rule.sourceSet}`]),
    `ip daddr ${rule.destination}`,
    renderProtocol(rule),
  ].join(' ');
  const accept = `        ${match} counter name ${rule.name} accept comment "${comment(rule.why)}"\n`;
  if (!rule.limited) return accept;
  const over = `limit rate over ${newConnectionsPerSecondMax}/second burst ${newConnectionsBurst} packets`;
  return `        ${match} update @new_connections { ip saddr ${over} } counter name ${meterCounter} drop\n${accept}`;
}

/** Questions and answers that are not followed by connection tracking, both ways. */
function renderUntracked(rules: readonly AcceptRule[]): string {
  if (rules.length === 0) return '';
  const chain = (name: string, hook: string, match: (rule: AcceptRule) => string) => `
    chain ${name} {
        type filter hook ${hook} priority raw; policy accept;
${rules.map((rule) => `        ${match(rule)} notrack\n`).join('')}    }
`;
  return (
    chain(
      'untracked_in',
      'prerouting',
      ({ interfaceName, destination, protocol, port }) =>
        `iifname "${interfaceName}" ip daddr ${destination} ${protocol} dport ${port}`,
    ) +
    chain(
      'untracked_out',
      'output',
      ({ interfaceName, destination, protocol, port }) =>
        `oifname "${interfaceName}" ip saddr ${destination} ${protocol} sport ${port}`,
    )
  );
}

/** VRRP is IP protocol 112. Adverts that passed a router carry a smaller time to live than 255 and are forged (RFC 9568 section 5.1.1.3). */
function renderProtocol({ protocol, port }: AcceptRule): string {
  return protocol === 'vrrp' ? 'ip protocol 112 ip ttl 255' : `${protocol} dport ${port}`;
}

/** nft(8) allows 128 bytes. */
function comment(why: string): string {
  return why.replace(/[^\x20-\x21\x23-\x7e]/g, ' ').slice(0, 120);
}
