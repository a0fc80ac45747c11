/**
 * A TCP proxy from this machine's loopback into a lab; publish.ts starts it, the end of the lab ends it.
 *
 *     node publish-proxy.ts PORT TARGET_ADDRESS TARGET_PORT
 */
import { connect, createServer } from 'node:net';

/** Beyond this many connections at once, new ones are refused: a browser needs a dozen. */
const CONNECTIONS_MAX = 512;
const IDLE_TIMEOUT_MS = 10 * 60_000;

const [port, targetAddress, targetPort] = process.argv.slice(2) as [string, string, string];

const server = createServer({ allowHalfOpen: true }, (visitor) => {
  const target = connect({ host: targetAddress, port: Number(targetPort), allowHalfOpen: true });
  for (const [socket, other] of [
    [visitor, target],
    [target, visitor],
  ] as const) {
    socket.setTimeout(IDLE_TIMEOUT_MS, () => socket.destroy());
    socket.on('error', () => other.destroy());
    socket.on('close', () => other.destroySoon());
  }
  visitor.pipe(target).pipe(visitor);
});
server.maxConnections = CONNECTIONS_MAX;
server.on('error', (error) => {
  console.error(`cannot listen on 127.0.0.1:${port}: ${error.message}`);
  process.exit(1);
});
server.listen(Number(port), '127.0.0.1');
