import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { exporterParts } from '../exporter.ts';
import { publicFile } from '../file.ts';
import { hostTls, hostTlsParts } from '../host-tls.ts';
import { textfileMetricsDirectory } from '../local-endpoints.ts';
import type { Contribution, ManifestCheck, ManifestUnit, Materials } from '../manifest.ts';
import { certificateMetrics } from './certificate-metrics.ts';
import { lowerHostNames, lowerKernelSettings } from './lower.ts';
import { renderHostsFile, renderJournalLimits, renderKernelSettings, renderSshServer } from './render.ts';

/**
 * What every host has: names, kernel settings, limits of the journal, a closed sshd and the exporter of its own metrics.
 * The names are for people: no daemon of the platform looks one up.
 */
export function contributeSystem(platform: Platform, host: Host, materials: Materials): Contribution {
  const exporter = exporterParts('prometheus-node-exporter', nodeExporterArgv(platform, host), { overTls: true });
  const tls = hostTlsParts(platform, host, materials);
  return {
    packages: ['ca-certificates', 'curl', 'openssh-server', 'prometheus-node-exporter'],
    directories: [
      ...['/etc/smartx', '/var/lib/smartx', textfileMetricsDirectory].map((path) => ({ path, ...forAll })),
      ...tls.directories,
    ],
    files: [
      publicFile('/etc/hosts', renderHostsFile(lowerHostNames(platform, host))),
      ...exporter.files,
      ...tls.files,
      ...certificateMetrics.files,
      publicFile(sshServerFile, renderSshServer()),
      publicFile(kernelSettingsFile, renderKernelSettings(lowerKernelSettings(platform, host))),
      publicFile(journalFile, renderJournalLimits()),
    ],
    units: [exporter.unit, certificateMetrics.unit, ...units],
    listens: [
      { protocol: 'tcp', address: 'any', port: ports.ssh, process: 'sshd' },
      { protocol: 'tcp', address: 'private', port: ports.nodeExporter, process: 'prometheus-node' },
    ],
    checks,
    probes: [
      {
        name: 'node exporter answers',
        argv: probeArgv(host),
        timeoutMs: 10_000,
      },
    ],
  };
}

const forAll = { mode: 0o755, owner: 'root', group: 'root' } as const;
const kernelSettingsFile = '/etc/sysctl.d/60-smartx.conf';
const journalFile = '/etc/systemd/journald.conf.d/60-smartx.conf';
// sshd keeps the first value that it reads (sshd_config(5)), and images for clouds bring a 50-cloud-init.conf that may
// allow passwords: ours must sort before it.
const sshServerFile = '/etc/ssh/sshd_config.d/10-smartx.conf';

const units: readonly ManifestUnit[] = [
  {
    name: 'ssh.service',
    kind: 'service',
    order: 20,
    restartOn: [],
    reloadOn: [sshServerFile],
    restartDisruption: 'none',
  },
  {
    name: 'systemd-journald.service',
    kind: 'service',
    order: 10,
    restartOn: [journalFile],
    reloadOn: [],
    restartDisruption: 'none',
  },
  {
    name: 'systemd-sysctl.service',
    kind: 'oneshot',
    order: 10,
    restartOn: [kernelSettingsFile],
    reloadOn: [],
    restartDisruption: 'none',
  },
];

const checks: readonly ManifestCheck[] = [{ name: 'sshd', argv: ['/usr/sbin/sshd', '-t'], covers: [sshServerFile] }];

/** Types that are no disks. */
const noFileSystems = [
  ...['autofs', 'binfmt_misc', 'bpf', 'cgroup2?', 'configfs', 'debugfs', 'devpts', 'devtmpfs', 'erofs', 'fusectl'],
  ...['hugetlbfs', 'iso9660', 'mqueue', 'nsfs', 'proc', 'procfs', 'pstore', 'ramfs', 'rpc_pipefs', 'securityfs'],
  ...['selinuxfs', 'squashfs', 'sysfs', 'tmpfs', 'tracefs'],
];

function nodeExporterArgv(platform: Platform, host: Host): readonly string[] {
  return [
    `--web.listen-address=${host.privateAddress}:${ports.nodeExporter}`,
    '--collector.systemd',
    `--collector.systemd.unit-include=^(${watchedUnits(platform, host).join('|')})[.]service$`,
    `--collector.textfile.directory=${textfileMetricsDirectory}`,
    // The default, without overlay: such is the root of a lab's machine.
    `--collector.filesystem.fs-types-exclude=^(${noFileSystems.join('|')})$`,
    // Of no use on a server, and each costs time at every scrape.
    ...[
      'arp',
      'bcache',
      'btrfs',
      'fibrechannel',
      'infiniband',
      'ipvs',
      'mdadm',
      'nfs',
      'nfsd',
      'rapl',
      'tapestats',
      'xfs',
      'zfs',
    ].map((name) => `--no-collector.${name}`),
  ];
}

/** Of every service its unit, by regular expressions. Migrations are left out: a deploy tells whether they succeed. */
function watchedUnits({ apps }: Platform, { roles }: Host): readonly string[] {
  return [
    ...(roles.includes('app') ? apps.map(({ id }) => id) : []),
    ...['haproxy', 'keepalived', 'knot', 'mysql', 'nginx', 'prometheus.*', 'smartx-.*', 'ssh', 'systemd-journald'],
  ];
}

/**
 * Who is no monitoring host is refused, once the exporter has shown its certificate: curl(1) then says 56, failure in
 * receiving.
 */
function probeArgv(host: Host): readonly string[] {
  const url = `https://${host.privateAddress}:${ports.nodeExporter}/`;
  return ['sh', '-c', refuses, 'sh', '--cacert', hostTls.authority, url];
}

const refuses = 'curl -sS -o /dev/null --max-time 3 "$@"; case $? in 0 | 56) exit 0 ;; *) exit 1 ;; esac';
