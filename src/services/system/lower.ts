import { hostsWithRole } from '../../platform/per-platform.ts';
import { type Host, type Platform, type Role, roles } from '../../platform/platform.ts';
import type { HostName, KernelSetting } from './model.ts';

/**
 * The names that a host knows without a name server: its own, and those of the hosts it opens connections to. Web hosts
 * reach a tier of application hosts by address and by the hundred, so they do not list it.
 */
export function lowerHostNames(platform: Platform, host: Host): readonly HostName[] {
  const known = new Map([[host.name, host]]);
  for (const role of rolesReachedFrom(platform, host)) {
    for (const reached of hostsWithRole(platform, role)) known.set(reached.name, reached);
  }
  return [...known.values()].map(({ name, privateAddress }) => ({ address: privateAddress, name }));
}

/** Linux's defaults are for a desktop; these are for a server with many short connections. */
export function lowerKernelSettings(platform: Platform, host: Host): readonly KernelSetting[] {
  const settings = [...everyHost];
  const high = platform.apps.map(({ port }) => port).filter((port) => port >= localPortMin);
  if (host.roles.includes('app') && high.length > 0) {
    // Otherwise an outgoing connection may hold an application's port just when it wants to start.
    const value = high.sort((one, other) => one - other).join(',');
    settings.push({ key: 'net.ipv4.ip_local_reserved_ports', value });
  }
  if (host.roles.includes('database')) settings.push(...databaseHost);
  return settings;
}

/** Above every port that Smartx itself listens on. */
const localPortMin = 10_240;

const everyHost: readonly KernelSetting[] = [
  { key: 'net.core.somaxconn', value: '4096' },
  { key: 'net.ipv4.conf.all.accept_redirects', value: '0' },
  { key: 'net.ipv4.conf.all.accept_source_route', value: '0' },
  { key: 'net.ipv4.conf.all.send_redirects', value: '0' },
  { key: 'net.ipv4.ip_local_port_range', value: `${localPortMin} 65000` },
  { key: 'net.ipv4.tcp_max_syn_backlog', value: '8192' },
  { key: 'net.ipv4.tcp_syncookies', value: '1' },
];

const databaseHost: readonly KernelSetting[] = [
  // An application host that loses its power in the middle of a transaction says no goodbye, and its row locks stand in
  // everybody's way until its connection is found dead: after 8 s, and not after the 2 h of tcp(7). mysqld itself has no
  // setting for it. Not below the 5 s in which the group finds a member dead: it begins to count anew when the
  // connection to that member is closed (8.4 s measured with a keepalive of 3 s).
  { key: 'net.ipv4.tcp_keepalive_intvl', value: '1' },
  { key: 'net.ipv4.tcp_keepalive_probes', value: '2' },
  { key: 'net.ipv4.tcp_keepalive_time', value: '6' },
  // A database that swaps answers late enough to be expelled from its group.
  { key: 'vm.swappiness', value: '1' },
];

function rolesReachedFrom(platform: Platform, host: Host): readonly Role[] {
  const reached = new Set<Role>();
  for (const { from, to } of platform.flows) {
    if (from.kind !== 'role' || !host.roles.includes(from.role)) continue;
    if (from.role === 'web' && to.kind === 'role' && to.role === 'app') continue;
    for (const role of to.kind === 'everyHost' ? roles : to.kind === 'role' ? [to.role] : []) reached.add(role);
  }
  return roles.filter((role) => reached.has(role));
}
