import type { Platform } from '../../platform/platform.ts';
import type { HostManifest } from '../../services/manifest.ts';
import type { HostObservation } from '../observation.ts';

export interface ProbedPort {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/**
 * Every port that means something anywhere, tried everywhere: those of flows, those that daemons are declared to listen
 * on, those that something was seen listening on (loopback included: what listens there may listen elsewhere
 * tomorrow), and a few that nobody uses. UDP first, then by number.
 */
export function probedPorts(
  platform: Platform,
  manifests: readonly HostManifest[],
  observations: readonly HostObservation[],
): readonly ProbedPort[] {
  const known = [
    ...platform.flows,
    ...manifests.flatMap(({ listens }) => listens),
    ...observations.flatMap(({ sockets }) => sockets),
    ...strangers,
  ].flatMap(({ protocol, port }) => (protocol === 'vrrp' || port === undefined ? [] : [{ protocol, port }]));
  const byKey = new Map(
    known.map((one) => [`${one.protocol === 'udp' ? 0 : 1} ${String(one.port).padStart(5, '0')}`, one]),
  );
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, port]) => port);
}

/**
 * Ports of daemons that do harm when they stand open, and that no host of ours has: telnet, portmapper, Redis, the X
 * Protocol of MySQL, memcached, MySQL's group communication of old, and one above all that is registered.
 */
const strangers: readonly ProbedPort[] = [
  ...[23, 111, 6379, 11211, 33060, 33061, 61616].map((port) => ({ protocol: 'tcp' as const, port })),
  ...[161, 11211].map((port) => ({ protocol: 'udp' as const, port })),
];
