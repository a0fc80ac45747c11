import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Answer, DerivePromises, Verdict } from '../promise.ts';
import { listed } from '../verdict.ts';

/** The virtual address is held by exactly one load balancer. */
export const deriveVirtualAddressPromises: DerivePromises = ({ platform }) => {
  const hosts = hostsWithRole(platform, 'loadBalancer').map(({ name }) => name);
  const address = platform.virtualAddress;
  return [
    {
      id: 'loadBalancer.address-on-one',
      tier: 'loadBalancer',
      claim: `The virtual address ${address} is on exactly one load balancer.`,
      method: 'Each load balancer lists the addresses of its interfaces.',
      limits: 'A machine that is no load balancer and has taken the address is not seen.',
      questions: hosts.map((host) => ({
        from: { kind: 'host', host },
        label: `${host}: its addresses`,
        argv: ['ip', '-j', 'address', 'show'],
        timeoutMs: listTimeoutMs,
      })),
      judge: (answers) => judgeHolders(hosts, address, answers),
    },
  ];
};

const listTimeoutMs = 20_000;

function judgeHolders(hosts: readonly string[], address: string, answers: readonly Answer[]): Verdict {
  const seen = hosts.map((host, index) => ({ host, addresses: addressesIn(answers[index]) }));
  const holders = seen.filter(({ addresses }) => addresses?.includes(address)).map(({ host }) => host);
  const unknown = seen.filter(({ addresses }) => addresses === undefined).map(({ host }) => host);
  const evidence =
    holders.length === 0 ? `${address} is on none of ${listed(hosts)}` : `${listed(holders)} hold ${address}`;
  if (holders.length > 1) {
    return {
      outcome: 'broken',
      faults: [`${address} should be on one load balancer, and is on ${listed(holders)}.`],
      evidence,
    };
  }
  if (unknown.length > 0) {
    return { outcome: 'unchecked', reason: `${listed(unknown)} could not be asked for its addresses.` };
  }
  if (holders.length === 0) {
    return {
      outcome: 'broken',
      faults: [`${address} should be on one of ${listed(hosts)}, and is on none.`],
      evidence,
    };
  }
  return { outcome: 'kept', evidence: `${address} is on ${holders[0]}` };
}

interface AddressJson {
  readonly addr_info?: readonly { readonly local?: string }[];
}

/** What `ip -j address` prints; undefined when that could not be read. */
function addressesIn(answer: Answer | undefined): readonly string[] | undefined {
  if (answer?.kind !== 'answered' || answer.exitCode !== 0 || !answer.stdout.startsWith('[')) return undefined;
  const interfaces = JSON.parse(answer.stdout) as readonly AddressJson[];
  return interfaces.flatMap(({ addr_info: own = [] }) => own.flatMap(({ local }) => local ?? []));
}
