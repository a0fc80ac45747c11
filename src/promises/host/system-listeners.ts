import type { ListeningSocket } from '../observation.ts';

/**
 * Sockets of the operating system that a server may well have and that no service of ours declares: its address, its
 * time, its names. Nothing else is let be, on loopback neither.
 */
export function isOfTheSystem(socket: ListeningSocket): boolean {
  return systemListeners.some(
    ({ protocol, port, processes, isLocal }) =>
      protocol === socket.protocol &&
      port === socket.port &&
      processes.includes(socket.process ?? '') &&
      (!isLocal || isLoopback(socket.address)),
  );
}

interface SystemListener {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** As the kernel has them, 15 bytes at most. */
  readonly processes: readonly string[];
  /** True where only the host itself may ask. */
  readonly isLocal: boolean;
}

const dhcp = ['NetworkManager', 'dhclient', 'dhcpcd', 'systemd-network'];

const systemListeners: readonly SystemListener[] = [
  { protocol: 'udp', port: 68, processes: dhcp, isLocal: false },
  { protocol: 'udp', port: 546, processes: dhcp, isLocal: false },
  { protocol: 'udp', port: 123, processes: ['chronyd', 'ntpd'], isLocal: false },
  { protocol: 'udp', port: 323, processes: ['chronyd'], isLocal: true },
  { protocol: 'udp', port: 53, processes: ['systemd-resolve'], isLocal: true },
  { protocol: 'tcp', port: 53, processes: ['systemd-resolve'], isLocal: true },
];

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
