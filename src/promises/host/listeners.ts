import type { Host } from '../../platform/platform.ts';
import type { HostManifest, ManifestListener } from '../../services/manifest.ts';
import type { HostObservation, ListeningSocket } from '../observation.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, verdictOf } from '../verdict.ts';
import { isOfTheSystem } from './system-listeners.ts';

/** Who listens is known, on loopback too, and whoever should listen does. */
export function deriveListenerPromise({ platform, manifests, observations }: Subject): PlatformPromise {
  const hosts = new Map(platform.hosts.map((host) => [host.name, host]));
  return {
    id: 'host.listeners-as-declared',
    tier: 'host',
    claim: 'On every host exactly those sockets listen that the platform needs.',
    method:
      'The TCP and UDP sockets that ss lists are compared with what the services of the host declare: address, port and process.',
    limits:
      'Sockets of the operating system itself (DHCP, time, the local resolver) are let be; raw and Unix sockets are not looked at.',
    questions: [],
    judge: () => {
      const findings = manifests.map((manifest) => {
        const { host } = manifest;
        return compare(manifest, hosts.get(host), observations.get(host));
      });
      const count = [...observations.values()].reduce((sum, { sockets }) => sum + sockets.length, 0);
      return verdictOf([...findings, { faults: [], evidence: `${count} sockets on ${observations.size} hosts` }]);
    },
  };
}

function compare(manifest: HostManifest, host: Host | undefined, seen: HostObservation | undefined): Finding {
  if (host === undefined || seen === undefined) {
    return { faults: [`${manifest.host} did not answer when it was asked who listens`] };
  }
  const { listens } = manifest;
  const strangers = seen.sockets
    .filter((socket) => !listens.some((listener) => isOf(listener, socket, host)) && !isOfTheSystem(socket))
    .map((socket) => strangerFault(socket, host, listens));
  const missing = listens
    .filter((listener) => !seen.sockets.some((socket) => isAt(listener, socket, host)))
    .map(
      (listener) =>
        `${host.name}: nobody listens on ${listener.protocol} ${whereOf(listener, host)}, ${ownerOf(listener)} should`,
    );
  return { faults: [...strangers, ...missing] };
}

function isOf(listener: ManifestListener, socket: ListeningSocket, host: Host): boolean {
  const isKnown = listener.process !== undefined && socket.process !== undefined;
  return isAt(listener, socket, host) && (!isKnown || listener.process === socket.process);
}

function isAt(listener: ManifestListener, socket: ListeningSocket, host: Host): boolean {
  return (
    listener.protocol === socket.protocol &&
    listener.port === socket.port &&
    addressesOf(listener, host).includes(socket.address)
  );
}

function addressesOf({ address }: ManifestListener, host: Host): readonly (string | undefined)[] {
  switch (address) {
    case 'any':
      return ['0.0.0.0', '::'];
    case 'loopback':
      return ['127.0.0.1', '::1'];
    case 'private':
      return [host.privateAddress];
    case 'public':
      return [host.publicAddress];
  }
}

function strangerFault(socket: ListeningSocket, host: Host, listens: readonly ManifestListener[]): string {
  const { protocol, address, port } = socket;
  const who = socket.process ?? 'somebody';
  const owner = listens.find((listener) => isAt(listener, socket, host));
  const what = owner === undefined ? 'which nothing declares' : `which is for ${ownerOf(owner)}`;
  return `${host.name}: ${who} listens on ${protocol} ${withPort(address, port)}, ${what}`;
}

function whereOf(listener: ManifestListener, host: Host): string {
  return withPort(addressesOf(listener, host)[0] ?? 'its public address', listener.port);
}

function withPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function ownerOf({ process }: ManifestListener): string {
  return process ?? 'its service';
}
