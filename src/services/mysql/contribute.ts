import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { exporterParts } from '../exporter.ts';
import { publicFile, secretFile } from '../file.ts';
import type { Contribution, ManifestFile, ManifestUnit, Materials } from '../manifest.ts';
import { checkServerCommand, servesCommand } from './commands.ts';
import { lowerAgentConfiguration, lowerDatabaseServer } from './lower.ts';
import { paths } from './paths.ts';
import { renderServerConfiguration } from './render.ts';
import { renderAgentUnit, renderServerDropIn } from './render-units.ts';

/** mysqld on database hosts, the agent that keeps it in its group, and the exporter of its metrics. */
export function contributeMysql(platform: Platform, host: Host, materials: Materials): Contribution {
  if (!host.roles.includes('database')) return {};
  const exporter = exporterParts('prometheus-mysqld-exporter', exporterArgv(host), {
    overTls: true,
    restart: [paths.exporterCredentials],
  });
  return {
    packages: ['mysql-server', 'prometheus-mysqld-exporter'],
    runtimes: ['node-24'],
    dataDirectories: [paths.dataDirectory],
    directories: [
      { path: paths.tlsDirectory, mode: 0o755, owner: 'root', group: 'root' },
      { path: '/usr/local/lib/smartx', mode: 0o755, owner: 'root', group: 'root' },
    ],
    files: [...files(platform, host, materials), ...exporter.files],
    units: [...units, exporter.unit],
    listens: [
      { protocol: 'tcp', address: 'loopback', port: ports.mysql, process: 'mysqld' },
      { protocol: 'tcp', address: 'private', port: ports.mysql, process: 'mysqld' },
      // Node names its main thread, each version in its own way.
      { protocol: 'tcp', address: 'private', port: ports.databaseHealth, process: undefined },
      { protocol: 'tcp', address: 'private', port: ports.mysqlExporter, process: 'prometheus-mysq' },
    ],
    checks: [
      {
        name: 'mysqld',
        argv: checkServerCommand(),
        covers: [paths.authority, paths.certificate, paths.key, paths.configuration].sort(),
      },
    ],
    // A group that starts from nothing, on hosts of which the slowest decides.
    probes: [{ name: 'the database serves', argv: servesCommand(host.privateAddress), timeoutMs: 120_000 }],
  };
}

function files(platform: Platform, host: Host, materials: Materials): readonly ManifestFile[] {
  const pair = materials.certificates.hosts[host.name];
  if (pair === undefined) throw new Error(`No certificate for ${host.name}. This is a mistake in Smartx.`);
  const configuration = lowerAgentConfiguration(platform, host, materials);
  return [
    publicFile(paths.configuration, renderServerConfiguration(lowerDatabaseServer(platform, host))),
    publicFile(paths.authority, materials.certificates.authority),
    publicFile(paths.certificate, pair.certificate),
    { path: paths.key, content: pair.key, mode: 0o600, owner: 'mysql', group: 'mysql', secret: true },
    publicFile(paths.dropIn, renderServerDropIn()),
    secretFile(paths.agentConfiguration, `${JSON.stringify(configuration, null, 2)}\n`),
    publicFile(paths.agentProgram, materials.databaseAgent),
    publicFile(paths.agentUnit, renderAgentUnit(configuration)),
    secretFile(paths.exporterCredentials, renderExporterCredentials(materials.secrets.databaseMonitor), 'prometheus'),
  ];
}

function exporterArgv(host: Host): readonly string[] {
  return [
    `--web.listen-address=${host.privateAddress}:${ports.mysqlExporter}`,
    `--config.my-cnf=${paths.exporterCredentials}`,
    '--collect.perf_schema.replication_group_members',
    '--collect.perf_schema.replication_group_member_stats',
    // When transactions were committed where they came from, and applied here.
    '--collect.perf_schema.replication_applier_status_by_worker',
  ];
}

function renderExporterCredentials(password: string): string {
  return `[client]\nuser = monitor\npassword = ${password}\nsocket = ${paths.socket}\n`;
}

const units: readonly ManifestUnit[] = [
  {
    name: 'mysql.service',
    kind: 'service',
    order: 40,
    restartOn: [paths.authority, paths.certificate, paths.configuration, paths.dropIn, paths.key].sort(),
    reloadOn: [],
    restartDisruption: 'failover',
  },
  {
    name: 'smartx-database-agent.service',
    kind: 'service',
    order: 40,
    restartOn: [paths.agentProgram, paths.agentUnit].sort(),
    reloadOn: [paths.agentConfiguration],
    restartDisruption: 'none',
  },
];
