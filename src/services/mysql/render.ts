import { ports } from '../../platform/platform.ts';
import { writtenBySmartx } from '../file.ts';
import type { DatabaseServer, ReplicationGroup } from './model.ts';
import { paths } from './paths.ts';

/**
 * The option file of mysqld, complete: Debian's own files are not read. Valid for MySQL 8.4 and 9.7. A setting on a line
 * of its own; the reason stands above those that surprise. Chapters in quotes are those of the MySQL Reference Manual.
 */
export function renderServerConfiguration(server: DatabaseServer): string {
  const sections = [basics(server), durability, tables, tls, sizes(server), performanceSchema(server)];
  if (server.group !== undefined) sections.push(groupReplication(server.address, server.group));
  return `# ${writtenBySmartx}\n[mysqld]\n${sections.join('\n')}`;
}

function basics(server: DatabaseServer): string {
  return `user = mysql
datadir = ${paths.dataDirectory}
socket = ${paths.socket}
pid_file = /run/mysqld/mysqld.pid
port = ${ports.mysql}
# The firewall says who may come; group communication needs the private address, the agent the local socket.
bind_address = 127.0.0.1,${server.address}
mysqlx = OFF
# Whoever lists the authentication plugins, as the exporter does at every scrape, is told that sha256_password is old.
log_error_suppression_list = MY-013360
# No resolver is ever asked for a client's name: accounts are bound to addresses.
skip_name_resolve = ON
report_host = ${server.name}
server_id = ${server.serverId}
`;
}

const durability = `# ACID: what was acknowledged is on disk, in the redo log and in the binary log.
innodb_flush_log_at_trx_commit = 1
sync_binlog = 1
gtid_mode = ON
enforce_gtid_consistency = ON
log_bin = binlog
relay_log = relay
relay_log_recovery = ON
binlog_expire_logs_seconds = 604800
max_binlog_size = 100M
# Nobody writes until the agent, or the group, makes this server the primary.
super_read_only = ON
`;

/**
 * An application that was not written for a group creates tables without a primary key, or of an old engine, and the group
 * takes them and then refuses every row ("Group Replication Requirements"). A single server keeps tables the same way:
 * MyISAM is not crash-safe, MEMORY forgets, and a group may come later.
 */
const tables = `# A table without a primary key gets one that nobody sees ("Generated Invisible Primary Keys").
sql_generate_invisible_primary_key = ON
# Whoever names one of these gets InnoDB and a warning, which is what leaving NO_ENGINE_SUBSTITUTION out means.
disabled_storage_engines = ARCHIVE,BLACKHOLE,FEDERATED,MEMORY,MyISAM
sql_mode = ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO
`;

const tls = `require_secure_transport = ON
tls_version = TLSv1.2,TLSv1.3
ssl_ca = ${paths.authority}
ssl_cert = ${paths.certificate}
ssl_key = ${paths.key}
`;

function sizes(server: DatabaseServer): string {
  return `innodb_buffer_pool_size = ${server.bufferPoolBytes}
innodb_log_buffer_size = 8M
innodb_redo_log_capacity = 100M
key_buffer_size = 1M
max_connections = ${server.maxConnections}
table_definition_cache = 500
table_open_cache = 400
temptable_max_ram = 16M
# Lets a secondary give its data to a backup, or to a member that lost its own.
plugin_load_add = mysql_clone.so
`;
}

/**
 * The performance schema sized for one application instead of for anything ("Performance Schema System Variables"): it
 * would take 130 MB more. What does not fit is not counted, nothing else.
 */
function performanceSchema(server: DatabaseServer): string {
  return `performance_schema_accounts_size = 32
performance_schema_digests_size = 500
performance_schema_error_size = 0
performance_schema_events_stages_history_long_size = 0
performance_schema_events_statements_history_long_size = 0
performance_schema_events_transactions_history_long_size = 0
performance_schema_events_waits_history_long_size = 0
performance_schema_hosts_size = 32
performance_schema_max_digest_length = 512
performance_schema_max_file_handles = 4096
performance_schema_max_mutex_instances = 1000
performance_schema_max_sql_text_length = 512
performance_schema_max_table_handles = 500
performance_schema_max_table_instances = 500
performance_schema_max_thread_instances = ${server.maxConnections + backgroundThreads}
performance_schema_users_size = 32
`;
}

/** Threads of mysqld that are nobody's connection: InnoDB's, the group's and the appliers'. */
const backgroundThreads = 50;

function groupReplication(address: string, group: ReplicationGroup): string {
  return `plugin_load_add = group_replication.so
group_replication_group_name = ${group.name}
# The agent decides when to join and, only when it is provably safe, to bootstrap.
group_replication_start_on_boot = OFF
group_replication_bootstrap_group = OFF
# One port for clients and group ("Communication Stack for Connection Security Management").
group_replication_communication_stack = MYSQL
# Addresses, which the certificates hold too: a name that does not resolve for a moment breaks the group.
group_replication_local_address = ${address}:${ports.mysql}
group_replication_advertise_recovery_endpoints = ${address}:${ports.mysql}
group_replication_group_seeds = ${group.addresses.map((member) => `${member}:${ports.mysql}`).join(',')}
group_replication_single_primary_mode = ON
group_replication_enforce_update_everywhere_checks = OFF
group_replication_paxos_single_leader = ON
# A new primary first applies what the old one had acknowledged, and only then answers.
group_replication_consistency = BEFORE_ON_PRIMARY_FAILOVER
group_replication_ssl_mode = VERIFY_IDENTITY
group_replication_recovery_use_ssl = ON
group_replication_recovery_ssl_ca = ${paths.authority}
group_replication_recovery_ssl_verify_server_cert = ON
group_replication_recovery_reconnect_interval = 2
group_replication_recovery_retry_count = 30
# A member that does not answer is expelled at once, since the others wait for it; it comes back by the agent.
group_replication_member_expel_timeout = 0
group_replication_unreachable_majority_timeout = 15
group_replication_autorejoin_tries = 0
# A member that left without wanting to serves nobody, not even old data.
group_replication_exit_state_action = OFFLINE_MODE
# The smallest that is allowed: 128 MiB.
group_replication_message_cache_size = 134217728
`;
}
