/**
 * Series that nothing here reads and that tell of the exporter's program, or of what never changes: each costs as much as
 * one that matters. A regular expression for whole names; undefined to keep all.
 */
export function dropped(job: string): string {
  return ['(go|net_conntrack|promhttp)_.+', ...(ofJobs[job] ?? [])].join('|');
}

const ofJobs: Readonly<Record<string, readonly string[]>> = {
  mysql: ['mysql_global_status_(deprecated|option_tracker|performance_schema_lost|ssl)_.+'],
  node: [
    'node_scrape_collector_duration_seconds',
    'node_network_(address_assign_type|carrier_.+|device_id|dormant|flags|iface_.+|name_assign_type|net_dev_group)',
    'node_network_(protocol_type|speed_bytes|transmit_queue_length)',
    'node_(cpu_guest|schedstat|softnet|udp_queues).*',
  ],
  prometheus: ['prometheus_(http|sd|target_sync)_.+'],
};
