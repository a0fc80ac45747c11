import { expect, test } from 'vitest';
import { probedPorts } from '../../../src/promises/firewall/probed-ports.ts';
import { subject } from './sample.ts';

const { platform, manifests } = subject;
const seenOn = (port: number, address = '127.0.0.1') => [
  { sockets: [{ protocol: 'tcp', address, port, process: 'python3' } as const], plan: { host: 'web-1' } as never },
];

test('flows, declared listeners and ports that nobody uses, each once, datagrams first', () => {
  const ports = probedPorts(platform, manifests, []);
  const words = ports.map(({ protocol, port }) => `${protocol} ${port}`);
  expect(new Set(words).size).toBe(words.length);
  expect(words[0]).toBe('udp 53');
  for (const word of ['tcp 22', 'tcp 3306', 'tcp 8404', 'tcp 9115', 'tcp 10000', 'tcp 23', 'tcp 33060', 'udp 161']) {
    expect(words).toContain(word);
  }
});

test('whatever was seen listening anywhere is tried everywhere, loopback included', () => {
  const ports = probedPorts(platform, manifests, seenOn(31_337));
  expect(ports).toContainEqual({ protocol: 'tcp', port: 31_337 });
  expect(probedPorts(platform, manifests, [])).not.toContainEqual({ protocol: 'tcp', port: 31_337 });
});
