import type { DerivePromises } from '../promise.ts';
import { connectionTries, deriveConnectionPromises } from './connections.ts';
import { deriveLinkLocalPromise } from './link-local.ts';
import { deriveRulesetPromise } from './ruleset.ts';

/** What the firewalls promise. The questions of the matrix are the same for three promises, and asked once. */
export const deriveFirewallPromises: DerivePromises = (subject) => {
  const tries = connectionTries(subject);
  const names = new Map(
    subject.platform.hosts.flatMap(({ name, privateAddress, publicAddress }) => [
      [privateAddress, name] as const,
      ...(publicAddress === undefined ? [] : [[publicAddress, `${name} (public)`] as const]),
    ]),
  );
  const [flowsOpen, nothingElse] = deriveConnectionPromises(tries);
  return [
    flowsOpen,
    deriveLinkLocalPromise(tries, (address) => names.get(address) ?? address),
    nothingElse,
    deriveRulesetPromise(subject),
  ];
};
