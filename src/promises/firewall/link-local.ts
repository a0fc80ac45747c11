import type { Answer, PlatformPromise, Verdict } from '../promise.ts';
import { answerAt, verdictOf } from '../verdict.ts';
import { type ConnectionTry, unableToTry } from './connections.ts';
import { linkLocalPorts } from './probe-question.ts';
import { type ProbeResult, readProbeResults } from './probe-results.ts';
import { nameOfSource } from './probes.ts';

/**
 * Hosts have no IPv6 addresses of ours, but every interface gives itself one that its neighbours reach: a firewall that
 * knows IPv4 alone would stand open there.
 */
export function deriveLinkLocalPromise(
  tries: readonly ConnectionTry[],
  nameOfAddress: (address: string) => string,
): PlatformPromise {
  return {
    id: 'firewall.ipv6-refused',
    tier: 'firewall',
    claim: 'Nothing is open over IPv6 either.',
    method: `From every host and from outside, connections to ports ${linkLocalPorts.join(', ')} of each neighbour at the address that its interface gives itself (fe80::…, from its hardware address).`,
    limits: 'Addresses that are not made from the hardware address are not found, and other IPv6 addresses not tried.',
    questions: tries.map(({ question }) => question),
    judge: (answers) => judge(tries, answers, nameOfAddress),
  };
}

function judge(
  tries: readonly ConnectionTry[],
  answers: readonly Answer[],
  nameOfAddress: (address: string) => string,
): Verdict {
  const faults: string[] = [];
  let present = 0;
  for (const [index, { source, neighbours }] of tries.entries()) {
    const results = readProbeResults(answerAt(answers, index));
    if (!results.ok) {
      faults.push(unableToTry(source, results.reason));
      continue;
    }
    for (const address of neighbours) {
      const found = linkLocalPorts.map((port) => ({ port, result: results.of({ protocol: 'tcp6', address, port }) }));
      if (found.some(({ result }) => result !== 'absent')) present += 1;
      for (const { port, result } of found) {
        const seen = mishapOf(result);
        if (seen !== undefined)
          faults.push(`${nameOfSource(source)} -> ${nameOfAddress(address)} tcp ${port}: ${seen}`);
      }
    }
  }
  if (faults.length === 0 && present === 0) {
    return { outcome: 'unchecked', reason: 'No host was found to have an IPv6 address.' };
  }
  return verdictOf([
    { faults, evidence: `${present} ways to a neighbour over IPv6, ${linkLocalPorts.length} ports each` },
  ]);
}

function mishapOf(result: ProbeResult): string | undefined {
  if (result === 'rejected' || result === 'silent' || result === 'absent') return undefined;
  if (result === 'open') return 'connects over IPv6, no flow allows it';
  if (result === 'closed') return 'passes the firewall over IPv6, no flow allows it';
  return `cannot be told (${result})`;
}
