import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import type { NameServer, Peer, ZoneFile, ZoneSource } from './model.ts';

/** What a dns host serves: the first one in the platform's order is the primary of the zone. */
export function lowerNameServer(platform: Platform, host: Host, transferKey: string): NameServer {
  const addresses = [host.publicAddress, host.privateAddress].filter((address) => address !== undefined);
  return {
    zone: platform.domain,
    listenAddresses: addresses,
    transferKey,
    transfer: lowerZoneSource(platform, host),
    trustedNetwork: platform.networks.private.cidr,
  };
}

/**
 * The zone as a file. Its serial is always 1: Knot counts serials by itself, so that the same declaration gives the
 * same bytes. Times follow RFC 1912 section 2.2; secondaries are notified, so the refresh is only a safety net.
 */
export function lowerZoneFile(platform: Platform): ZoneFile {
  const primary = hostsWithRole(platform, 'dns')[0];
  return {
    zone: platform.domain,
    ttlSeconds: platform.zone.ttlSeconds,
    soa: {
      primaryName: nameOfPrimary(platform, primary),
      contact: platform.zone.contact,
      serial: 1,
      refresh: 3_600,
      retry: 600,
      expire: 1_209_600,
      negativeTtl: 300,
    },
    records: platform.zone.records,
  };
}

export function zoneFilePath(domain: string): string {
  return `/etc/knot/zones/${domain}.zone`;
}

function lowerZoneSource(platform: Platform, host: Host): ZoneSource {
  const [primary, ...secondaries] = hostsWithRole(platform, 'dns');
  if (primary === undefined || host.name === primary.name) {
    const peers = secondaries.map((secondary) => peer(secondary, host));
    return { kind: 'primary', zoneFile: zoneFilePath(platform.domain), secondaries: peers };
  }
  return { kind: 'secondary', primary: peer(primary, host) };
}

function peer(other: Host, self: Host): Peer {
  return { name: other.name, address: other.privateAddress, via: self.privateAddress };
}

/** The name that the zone itself gives its primary: the NS record whose address is the primary's. */
function nameOfPrimary(platform: Platform, primary: Host | undefined): string {
  const { records } = platform.zone;
  const nameServers = records.filter((record) => record.type === 'NS' && record.name === platform.domain);
  const ofPrimary = nameServers.find(({ value }) =>
    records.some((record) => record.type === 'A' && record.name === value && record.value === primary?.publicAddress),
  );
  return ofPrimary?.value ?? nameServers[0]?.value ?? `ns1.${platform.domain}`;
}
