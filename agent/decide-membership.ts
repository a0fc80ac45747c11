import type { MemberState } from './group-view.ts';
import { containsGtidSet, formatGtidSet, type GtidSet, subtractGtidSets, unionGtidSets } from './gtid-set.ts';

/** What one member knows, at one moment, about itself and about every other declared member. */
export interface MembershipObservation {
  self: { name: string; state: MemberState; gtids: GtidSet };
  /** Every declared member except this one. */
  peers: readonly PeerObservation[];
  /** The names of all members in declared order, which breaks ties. */
  order: readonly string[];
  /** Members that the operator declared lost for good. Nothing else may be missing at a bootstrap. */
  givenUp: ReadonlySet<string>;
}

export type PeerObservation = { name: string } & (
  | { answers: false }
  | {
      answers: true;
      state: MemberState;
      /** Whether it sees more than half of its group. */
      majority: boolean;
      /** Whether its bootstrap has not returned yet (`group_replication_bootstrap_group`). */
      founding: boolean;
      /** The names of the members of its group as it sees them. */
      lists: readonly string[];
      /** Executed and received transactions. */
      gtids: GtidSet;
    }
);

export type MembershipAction =
  /** `reason`: why, and what the operator may do, in words for the log. `through`: the members to ask. */
  | { kind: 'join'; reason: string; through: readonly string[] }
  | { kind: 'none' | 'wait' | 'bootstrap'; reason: string };

type AnsweringPeer = Extract<PeerObservation, { answers: true }>;

/**
 * Decides what this member does next. Joining is safe at any time, since the group itself checks the joiner. A
 * bootstrap makes a second group if it is decided wrongly, so it needs every member's answer: the one that is missing
 * may hold the only durable copy of the last transaction, or may be the rest of a running group.
 */
export function decideMembership(observation: MembershipObservation): MembershipAction {
  const { self, peers } = observation;
  if (self.state === 'ONLINE') return { kind: 'none', reason: 'this member is ONLINE' };
  if (self.state === 'RECOVERING')
    return { kind: 'none', reason: 'this member is RECOVERING: it reads what it missed' };
  const inGroup = peers.filter(isInGroup);
  return inGroup.length > 0 ? decideJoin(self, inGroup) : decideBootstrap(observation);
}

function decideJoin(self: MembershipObservation['self'], inGroup: readonly AnsweringPeer[]): MembershipAction {
  // Joining before the own expulsion ends in "old incarnation" retries, and once in a hang of 90 s.
  const remembering = inGroup.filter((peer) => peer.lists.includes(self.name));
  if (remembering.length > 0)
    return wait(`the group of ${names(remembering)} still lists this member: waiting until it does not`);
  // A founder is ONLINE about a second before it accepts connections of its group; who comes earlier waits 5 to 10 s.
  const open = inGroup.filter((peer) => peer.state === 'ONLINE' && peer.majority && !peer.founding);
  if (open.length === 0)
    return wait(`${names(inGroup)} cannot take a member now: waiting until one is ONLINE with a majority`);
  const errant = subtractGtidSets(self.gtids, unionGtidSets(open.map((peer) => peer.gtids)));
  if (errant.size > 0) return wait(divergedFromGroup(names(open), formatGtidSet(errant)));
  return { kind: 'join', reason: `the group of ${names(open)} is ONLINE`, through: open.map((peer) => peer.name) };
}

function decideBootstrap({ self, peers, order, givenUp }: MembershipObservation): MembershipAction {
  const answering = peers.filter((peer) => peer.answers);
  const missing = peers.filter((peer) => !peer.answers && !givenUp.has(peer.name));
  if (missing.length > 0) return wait(membersMissing(answering.length + 1, order.length, names(missing)));
  const newer = answering.filter((peer) => !containsGtidSet(self.gtids, peer.gtids));
  if (newer.length > 0) return waitForNewer(self, answering, newer);
  const equalAndEarlier = answering.filter(
    (peer) => order.indexOf(peer.name) < order.indexOf(self.name) && containsGtidSet(peer.gtids, self.gtids),
  );
  if (equalAndEarlier.length > 0)
    return wait(`${names(equalAndEarlier)} has the same data and is declared earlier: waiting for its group`);
  return {
    kind: 'bootstrap',
    reason: `no member is in a group, and this one has everything that ${names(answering) || 'it needs'} has`,
  };
}

function waitForNewer(
  self: MembershipObservation['self'],
  answering: readonly AnsweringPeer[],
  newer: readonly AnsweringPeer[],
): MembershipAction {
  const everything = unionGtidSets([self.gtids, ...answering.map((peer) => peer.gtids)]);
  const complete = answering.filter((peer) => containsGtidSet(peer.gtids, everything));
  return wait(
    complete.length > 0 ? `${names(complete)} has newer data: waiting for its group` : diverged(names(newer)),
  );
}

function isInGroup(peer: PeerObservation): peer is AnsweringPeer {
  return peer.answers && (peer.state === 'ONLINE' || peer.state === 'RECOVERING');
}

function membersMissing(answering: number, all: number, missing: string): string {
  return (
    `no group is running and only ${answering} of ${all} members answer: waiting for ${missing}, which may hold the newest ` +
    'data. If it is lost for good, run "give-up" of this agent for it.'
  );
}

function divergedFromGroup(group: string, errant: string): string {
  return (
    `this member has transactions that the group of ${group} does not have (${errant}): it will not join by itself. ` +
    'Save them if they matter, then install this host anew: it copies the data from another member.'
  );
}

function diverged(others: string): string {
  return (
    `the data has diverged: this member and ${others} each have transactions that the other does not have, and no member ` +
    'has all of them. Nothing is started by itself. Compare them, then install the one to give up anew.'
  );
}

function wait(reason: string): MembershipAction {
  return { kind: 'wait', reason };
}

function names(peers: readonly { name: string }[]): string {
  return peers
    .map((peer) => peer.name)
    .sort()
    .join(', ');
}
