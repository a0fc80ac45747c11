import { hostsWithRole } from '../platform/per-platform.ts';
import type { Host, Platform } from '../platform/platform.ts';
import { publicFile, secretFile, writtenBySmartx } from './file.ts';
import type { Contribution, KeyPair, ManifestFile, Materials } from './manifest.ts';

/** Where a host's own certificate is, with which daemons of the platform know each other. */
export const hostTls = {
  directory: '/etc/smartx/tls',
  authority: '/etc/smartx/tls/authority.crt',
  certificate: '/etc/smartx/tls/host.crt',
  /** For Prometheus' daemons, which all run as `prometheus`; others start as root. */
  key: '/etc/smartx/tls/host.key',
  /** For exporters: who may ask them. */
  web: '/etc/smartx/tls/web.yml',
  /** For exporters that cannot tell one host of the platform from another. */
  webOfAnyHost: '/etc/smartx/tls/web-of-any-host.yml',
  startExporter: '/usr/local/lib/smartx/start-exporter',
} as const;

/** Arguments of curl(1): one host of the platform asks another one, and shows who it is. */
export const hostTlsCurl: readonly string[] = [
  ...['--cacert', hostTls.authority],
  ...['--cert', hostTls.certificate],
  ...['--key', hostTls.key],
];

/** What an exporter that is asked from elsewhere reads, sorted. */
export const exporterTlsFiles: readonly string[] = [
  ...[hostTls.authority, hostTls.certificate, hostTls.key],
  ...[hostTls.web, hostTls.webOfAnyHost, hostTls.startExporter],
].sort();

/** The files themselves, on every host. */
export function hostTlsParts(platform: Platform, host: Host, materials: Materials): Required<TlsParts> {
  const pair = keyPairOf(host, materials);
  return {
    directories: [
      { path: hostTls.directory, mode: 0o755, owner: 'root', group: 'root' },
      { path: '/usr/local/lib/smartx', mode: 0o755, owner: 'root', group: 'root' },
    ],
    files: [
      publicFile(hostTls.authority, materials.certificates.authority),
      publicFile(hostTls.certificate, pair.certificate),
      secretFile(hostTls.key, pair.key, 'prometheus'),
      ...exporterFiles(platform),
    ],
  };
}

type TlsParts = Pick<Contribution, 'directories' | 'files'>;

export function keyPairOf(host: Host, { certificates }: Materials): KeyPair {
  const pair = certificates.hosts[host.name];
  if (pair === undefined) throw new Error(`No certificate for ${host.name}. This is a mistake in Smartx.`);
  return pair;
}

/** Names in the certificates of those who may ask a host for measurements, sorted: one that nobody has, where there are none. */
export function namesOfScrapers(platform: Platform): readonly string[] {
  const names = hostsWithRole(platform, 'monitoring').map(({ name }) => name);
  return names.length === 0 ? ['nobody.invalid'] : names.sort();
}

function exporterFiles(platform: Platform): readonly ManifestFile[] {
  return [
    publicFile(hostTls.web, renderWebConfiguration(namesOfScrapers(platform))),
    publicFile(hostTls.webOfAnyHost, renderWebConfiguration([])),
    { ...publicFile(hostTls.startExporter, startExporter), mode: 0o755 },
  ];
}

/** github.com/prometheus/exporter-toolkit, docs/web-configuration.md. It is read again at every connection. */
function renderWebConfiguration(names: readonly string[]): string {
  const allowed = names.length === 0 ? '' : `  client_allowed_sans: [${names.join(', ')}]\n`;
  return `# ${writtenBySmartx}
tls_server_config:
  cert_file: ${hostTls.certificate}
  key_file: ${hostTls.key}
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: ${hostTls.authority}
${allowed}  min_version: TLS12
`;
}

/**
 * Debian 13's exporters know who asks. Of Debian 12's the one of Nginx can only encrypt, and the others take every host of
 * the platform; there the firewall alone lets nobody but monitoring hosts through.
 */
const startExporter = `#!/bin/sh
# ${writtenBySmartx}
# start-exporter PROGRAM ARGUMENT...: an exporter that speaks TLS, as strict as this version of it can be.
set -eu
program=$1
if grep -q client_allowed_sans "$program"; then
  exec "$@" --web.config.file=${hostTls.web}
elif grep -q web.config.file "$program"; then
  exec "$@" --web.config.file=${hostTls.webOfAnyHost}
fi
exec "$@" --web.secured-metrics --web.ssl-server-cert=${hostTls.certificate} --web.ssl-server-key=${hostTls.key}
`;
