/** Where things are on a database host. mysqld reads below /etc/mysql only, since AppArmor's profile allows it no more. */
export const paths = {
  configuration: '/etc/mysql/smartx.cnf',
  tlsDirectory: '/etc/mysql/tls',
  authority: '/etc/mysql/tls/authority.crt',
  certificate: '/etc/mysql/tls/host.crt',
  key: '/etc/mysql/tls/host.key',
  dataDirectory: '/var/lib/mysql',
  socket: '/run/mysqld/mysqld.sock',
  dropIn: '/etc/systemd/system/mysql.service.d/smartx.conf',
  agentConfiguration: '/etc/smartx/database-agent.json',
  agentProgram: '/usr/local/lib/smartx/database-agent.mjs',
  agentUnit: '/etc/systemd/system/smartx-database-agent.service',
  exporterCredentials: '/etc/smartx/mysqld-exporter.cnf',
} as const;
