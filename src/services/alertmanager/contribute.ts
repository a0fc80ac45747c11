import { hostsWithRole } from '../../platform/per-platform.ts';
import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { monitoringPrefix } from '../alert-secrets.ts';
import { exporterParts } from '../exporter.ts';
import { publicFile, secretFile } from '../file.ts';
import { hostTlsCurl } from '../host-tls.ts';
import type { Contribution, ManifestFile, ManifestListener, Materials } from '../manifest.ts';
import { lowerAlertmanager } from './lower.ts';
import { alertmanagerConfiguration, alertSecretFiles, peersTls } from './paths.ts';
import { renderAlertmanager, renderPeersTls } from './render.ts';

/** Alertmanager on monitoring hosts. Several of them tell each other what they told people already. */
export function contributeAlertmanager(platform: Platform, host: Host, materials: Materials): Contribution {
  if (!host.roles.includes('monitoring')) return {};
  const monitoring = hostsWithRole(platform, 'monitoring');
  const peers = monitoring.filter(({ name }) => name !== host.name);
  const listen = `${host.privateAddress}:${ports.alertmanager}`;
  const secrets = secretFiles(platform, materials);
  const peersFiles = peers.length === 0 ? [] : [publicFile(peersTls, renderPeersTls())];
  const daemon = exporterParts(
    'prometheus-alertmanager',
    [
      `--config.file=${alertmanagerConfiguration}`,
      `--web.listen-address=${listen}`,
      ...(peers.length === 0 ? ['--cluster.listen-address='] : gossip(host, peers)),
    ],
    {
      overTls: true,
      reload: [alertmanagerConfiguration, ...secrets.map(({ path }) => path)].sort(),
      restart: peersFiles.map(({ path }) => path),
    },
  );
  return {
    packages: ['prometheus-alertmanager'],
    directories: [{ path: alertSecretFiles.directory, mode: 0o755, owner: 'root', group: 'root' }],
    files: [
      publicFile(alertmanagerConfiguration, renderAlertmanager(lowerAlertmanager(platform))),
      ...secrets,
      ...peersFiles,
      ...daemon.files,
    ],
    units: [daemon.unit],
    listens: listens(peers.length > 0),
    checks: [
      {
        name: 'alertmanager.yml',
        argv: ['/usr/bin/amtool', 'check-config', alertmanagerConfiguration],
        covers: [alertmanagerConfiguration],
      },
    ],
    probes: [
      {
        name: 'Alertmanager is ready',
        argv: ['curl', '-fsS', '-o', '/dev/null', '--max-time', '3', ...hostTlsCurl, `https://${listen}/-/ready`],
        timeoutMs: 30_000,
      },
    ],
  };
}

/** With TLS, gossip goes over TCP alone (Alertmanager's README, "High Availability"). */
function gossip(host: Host, peers: readonly Host[]): readonly string[] {
  return [
    `--cluster.listen-address=${host.privateAddress}:${ports.alertmanagerPeers}`,
    ...peers.map(({ privateAddress }) => `--cluster.peer=${privateAddress}:${ports.alertmanagerPeers}`),
    `--cluster.tls-config=${peersTls}`,
  ];
}

function listens(hasPeers: boolean): readonly ManifestListener[] {
  const one = { protocol: 'tcp', address: 'private', process: 'prometheus-aler' } as const;
  return [{ ...one, port: ports.alertmanager }, ...(hasPeers ? [{ ...one, port: ports.alertmanagerPeers }] : [])];
}

function secretFiles({ monitoring }: Platform, { appSecrets }: Materials): readonly ManifestFile[] {
  const { email, webhook, slack } = monitoring.alerts;
  const named: readonly [string, string | undefined][] = [
    [alertSecretFiles.emailPassword, email?.login?.password],
    [alertSecretFiles.webhookUrl, webhook?.url],
    [alertSecretFiles.slackUrl, slack?.url],
    [alertSecretFiles.deadManUrl, monitoring.deadMan?.url],
  ];
  return named.flatMap(([path, name]) => {
    const value = name === undefined ? undefined : appSecrets[`${monitoringPrefix}${name}`];
    // One without a value is refused before anything is applied; whoever only looks sees that the file is missing.
    return value === undefined ? [] : [secretFile(path, value, 'prometheus')];
  });
}
