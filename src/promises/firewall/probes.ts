import { type Flow, type Host, type Platform, ports } from '../../platform/platform.ts';
import type { HostManifest, ManifestListener } from '../../services/manifest.ts';
import type { Subject } from '../promise.ts';
import { flowFor, type Source, type Target } from './flow-for.ts';
import { probedPorts } from './probed-ports.ts';

/** One connection that is tried, and how it has to end. */
export interface Probe {
  readonly source: Source;
  readonly target: Target;
  readonly address: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** What allows it; undefined where it must be refused. */
  readonly flow: Flow | undefined;
  /** False where nobody has to listen: it is enough that the firewall lets it pass. */
  readonly isListenedOn: boolean;
}

/**
 * Everything that is tried from one place: every port of every address of every other host. What nobody promises is
 * left out: that a host without a public leg finds a way to what anybody on the internet may reach.
 */
export function probesFrom(subject: Subject, source: Source): readonly Probe[] {
  const listeners = listenersOf(subject);
  return targetsFor(subject.platform, source).flatMap(([target, address]) =>
    portsOf(subject).flatMap(({ protocol, port }): Probe[] => {
      const flow = flowFor(subject.platform, { source, target, protocol, port });
      if (flow !== undefined && (!hasWayTo(source, target) || !canTell(protocol, port))) return [];
      const isListenedOn = listeners(target).some((one) => isAt(one, target, protocol, port));
      return [{ source, target, address, protocol, port, flow, isListenedOn }];
    }),
  );
}

/** Every place that connections are tried from: each host, then a user outside. */
export function sourcesOf(platform: Platform): readonly Source[] {
  return [...platform.hosts.map((host): Source => ({ kind: 'host', host })), { kind: 'outside' }];
}

export function nameOfSource(source: Source): string {
  return source.kind === 'host' ? source.host.name : 'outside';
}

export function nameOfTarget(target: Target): string {
  if (target.kind === 'virtualAddress') return 'the virtual address';
  return target.kind === 'public' ? `${target.host.name} (public)` : target.host.name;
}

/** A host reaches itself over the loopback interface, which no firewall is between. */
function targetsFor({ hosts, virtualAddress }: Platform, source: Source): readonly (readonly [Target, string])[] {
  const others = hosts.filter((host) => source.kind === 'outside' || host.name !== source.host.name);
  return [
    ...others.map((host) => [{ kind: 'private', host }, host.privateAddress] as const),
    ...others.flatMap((host) =>
      host.publicAddress === undefined ? [] : [[{ kind: 'public', host }, host.publicAddress] as const],
    ),
    [{ kind: 'virtualAddress' }, virtualAddress],
  ];
}

/** Of those with a leg in the same network: where the place to try from has a neighbour. */
export function neighboursOf(platform: Platform, source: Source): readonly string[] {
  return targetsFor(platform, source).flatMap(([target, address]) =>
    target.kind !== 'virtualAddress' && isNeighbour(source, target) ? [address] : [],
  );
}

function isNeighbour(source: Source, target: Target): boolean {
  return hasWayTo(source, target) && (source.kind === 'host' || target.kind === 'public');
}

function hasWayTo(source: Source, target: Target): boolean {
  return source.kind === 'outside' || target.kind === 'private' || source.host.publicAddress !== undefined;
}

/** A datagram that is taken in silence looks like one that was dropped: only a name server is known to answer. */
function canTell(protocol: string, port: number): boolean {
  return protocol === 'tcp' || port === ports.dns;
}

function isAt({ address, ...listener }: ManifestListener, target: Target, protocol: string, port: number): boolean {
  const own = target.kind === 'virtualAddress' ? [] : [target.kind];
  return listener.protocol === protocol && listener.port === port && ['any', ...own].includes(address);
}

/** Each is asked for once per subject, whatever the number of hosts that are tried from. */
const portsOf = perSubject(({ platform, manifests, observations }) =>
  probedPorts(platform, manifests, [...observations.values()]),
);

const listenersOf = perSubject(({ platform, manifests }) => {
  const byHost = new Map(manifests.map((manifest: HostManifest) => [manifest.host, manifest.listens]));
  const on = (host: Host) => byHost.get(host.name) ?? [];
  const balancers = platform.hosts.filter((host) => host.roles.includes('loadBalancer')).flatMap(on);
  return (target: Target) => (target.kind === 'virtualAddress' ? balancers : on(target.host));
});

function perSubject<T>(derive: (subject: Subject) => T): (subject: Subject) => T {
  const derived = new WeakMap<Subject, { readonly value: T }>();
  return (subject) => {
    const known = derived.get(subject) ?? { value: derive(subject) };
    derived.set(subject, known);
    return known.value;
  };
}
