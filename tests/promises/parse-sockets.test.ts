import { expect, test } from 'vitest';
import { parseSockets } from '../../src/promises/parse-sockets.ts';

// Captured from `ss -H -lntu -p` of iproute2 6.15 on a name server and a web host of the lab.
const nameServer = `udp UNCONN 0      0      10.214.0.11:53   0.0.0.0:* users:(("knotd",pid=200,fd=10))         
udp UNCONN 0      0      10.214.0.11:53   0.0.0.0:* users:(("knotd",pid=200,fd=9))          
udp UNCONN 0      0      10.213.0.11:53   0.0.0.0:* users:(("knotd",pid=200,fd=7))          
tcp LISTEN 0      10     10.214.0.11:53   0.0.0.0:* users:(("knotd",pid=200,fd=11))         
tcp LISTEN 0      128        0.0.0.0:22   0.0.0.0:* users:(("sshd",pid=39,fd=6))            
tcp LISTEN 0      128           [::]:22      [::]:* users:(("sshd",pid=39,fd=7))            
`;
const webHost = `tcp LISTEN 0      511      127.0.0.1:8080 0.0.0.0:* users:(("nginx",pid=286,fd=5),("nginx",pid=285,fd=5))
tcp LISTEN 0      511      127.0.0.1:8000 0.0.0.0:* users:(("MainThread",pid=261,fd=21))                           
`;

test('each socket counts once, by port, protocol and address', () => {
  expect(parseSockets(nameServer)).toEqual([
    { protocol: 'tcp', address: '0.0.0.0', port: 22, process: 'sshd' },
    { protocol: 'tcp', address: '::', port: 22, process: 'sshd' },
    { protocol: 'tcp', address: '10.214.0.11', port: 53, process: 'knotd' },
    { protocol: 'udp', address: '10.213.0.11', port: 53, process: 'knotd' },
    { protocol: 'udp', address: '10.214.0.11', port: 53, process: 'knotd' },
  ]);
});

test('of several processes the first one is named', () => {
  expect(parseSockets(webHost).map(({ port, process }) => [port, process])).toEqual([
    [8000, 'MainThread'],
    [8080, 'nginx'],
  ]);
});

test.each([
  ['udp UNCONN 0 0 10.0.2.15%eth0:68 0.0.0.0:* users:(("systemd-network",pid=1,fd=2))', '10.0.2.15'],
  ['udp UNCONN 0 0 [fe80::1]%eth0:546 [::]:* users:(("systemd-network",pid=1,fd=2))', 'fe80::1'],
  ['tcp LISTEN 0 4096 *:9100 *:*', '::'],
])('addresses are plain: %s', (line, address) => {
  expect(parseSockets(line)).toMatchObject([{ address }]);
});

test('a socket of the kernel has no process', () => {
  expect(parseSockets('udp UNCONN 0 0 0.0.0.0:51820 0.0.0.0:*')[0]?.process).toBeUndefined();
});

test('a host where nothing listens has no sockets', () => {
  expect(parseSockets('\n')).toEqual([]);
});

test.each(['Cannot open netlink socket', 'tcp LISTEN 0 128 0.0.0.0 0.0.0.0:*', 'u_str LISTEN 0 1 /run/x:1 * 0'])(
  'what is not understood is no empty answer: %s',
  (line) => {
    expect(() => parseSockets(line)).toThrow('not understood');
  },
);
