import type { ListeningSocket } from './observation.ts';

/**
 * Reads what `ss -H -lntu -p` prints (ss(8)): a line for each socket, `tcp LISTEN 0 128 127.0.0.1:22 0.0.0.0:*
 * users:(("sshd",pid=1,fd=3))`. Sockets of the same address, port and process count once: UDP servers open several.
 * @throws Error on a line of another form; what cannot be read must not pass for a host that listens on nothing.
 */
export function parseSockets(text: string): ListeningSocket[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const sockets = new Map(lines.map(parseLine).map((socket) => [keyOf(socket), socket]));
  return [...sockets.values()].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

/** argv of the question whose answer `parseSockets` reads. */
export const socketsCommand: readonly string[] = ['ss', '-H', '-lntu', '-p'];

function parseLine(line: string): ListeningSocket {
  const [protocol, , , , local = '', , users = ''] = line.trim().split(/\s+/);
  // `10.0.0.1%eth0:68`, `[fe80::1]%eth0:546`, `*:22`, `[::]:53`
  const [, address = '', port = ''] = /^(.+):(\d+)$/.exec(local) ?? [];
  if ((protocol !== 'tcp' && protocol !== 'udp') || address === '') {
    throw new Error(`ss printed a line that is not understood: ${line}`);
  }
  return { protocol, address: plainAddress(address), port: Number(port), process: /\(\("([^"]+)"/.exec(users)?.[1] };
}

/** An asterisk is an IPv6 socket that takes IPv4 as well. */
function plainAddress(address: string): string {
  if (address === '*') return '::';
  return address.replace(/%.*$/, '').replace(/^\[(.*)\]$/, '$1');
}

function keyOf({ protocol, address, port, process }: ListeningSocket): string {
  return `${String(port).padStart(5, '0')} ${protocol} ${address} ${process ?? ''}`;
}
