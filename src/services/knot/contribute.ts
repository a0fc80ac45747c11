import { hostsWithRole } from '../../platform/per-platform.ts';
import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { publicFile, secretFile } from '../file.ts';
import type { Contribution, ManifestCheck, ManifestFile, Materials } from '../manifest.ts';
import { answersZoneCommand, checkConfigurationCommand, checkZoneCommand } from './commands.ts';
import { lowerNameServer, lowerZoneFile, zoneFilePath } from './lower.ts';
import { knotMetrics } from './metrics.ts';
import { renderKnotConf } from './render.ts';
import { renderUnitDropIn } from './render-unit.ts';
import { renderZone } from './render-zone.ts';

/** Knot DNS on dns hosts: authoritative for the platform's zone, and for nothing else. */
export function contributeKnot(platform: Platform, host: Host, materials: Materials): Contribution {
  if (!host.roles.includes('dns')) return {};
  const server = lowerNameServer(platform, host, materials.secrets.zoneTransferKey);
  const zone = hostsWithRole(platform, 'dns')[0]?.name === host.name ? zoneParts(platform) : undefined;
  return {
    // kzonecheck is in knot-dnssecutils, kdig in knot-dnsutils.
    packages: ['knot', 'knot-dnssecutils', 'knot-dnsutils'],
    directories: [{ path: '/etc/knot/zones', mode: 0o755, owner: 'root', group: 'root' }],
    files: [
      secretFile(configurationPath, renderKnotConf(server), 'knot'),
      publicFile(dropInPath, renderUnitDropIn()),
      ...knotMetrics.files,
      ...(zone === undefined ? [] : [zone.file]),
    ],
    units: [
      {
        name: 'knot.service',
        kind: 'service',
        order: 80,
        // Addresses to listen on are read at the start only (knot.conf(5), server.listen).
        restartOn: [configurationPath, dropInPath],
        reloadOn: zone === undefined ? [] : [zone.file.path],
        restartDisruption: 'restart',
      },
      knotMetrics.unit,
    ],
    listens: (host.publicAddress === undefined ? (['private'] as const) : (['private', 'public'] as const)).flatMap(
      (address) =>
        (['tcp', 'udp'] as const).map((protocol) => ({ protocol, address, port: ports.dns, process: 'knotd' })),
    ),
    checks: [
      { name: 'knot.conf', argv: checkConfigurationCommand(configurationPath), covers: [configurationPath] },
      ...(zone === undefined ? [] : [zone.check]),
    ],
    // A secondary that starts before its primary waits for the first transfer.
    probes: [
      { name: 'the zone is served', argv: answersZoneCommand(platform.domain, host.privateAddress), timeoutMs: 30_000 },
    ],
  };
}

const configurationPath = '/etc/knot/knot.conf';
const dropInPath = '/etc/systemd/system/knot.service.d/smartx.conf';

function zoneParts(platform: Platform): { readonly file: ManifestFile; readonly check: ManifestCheck } {
  const path = zoneFilePath(platform.domain);
  return {
    file: publicFile(path, renderZone(lowerZoneFile(platform))),
    check: { name: 'zone', argv: checkZoneCommand(platform.domain, path), covers: [path] },
  };
}
