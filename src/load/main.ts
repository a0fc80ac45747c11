// The load generator, a process of its own, so that nothing else holds up its requests:
//   node src/load/main.ts <<< '{"site":…,"run":…,…}'   (LoadConfig as one line)
// It writes one JSON value a line: {"began":…}, then a RequestRecord each, then {"summary":…}. It ends by itself when its
// time is over, when it reads "stop", and when its stdin ends: nobody who dies leaves a load behind.
import { writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { generateLoad } from './generate-load.ts';
import { createLineOutput } from './line-output.ts';
import { parseLoadConfig } from './load-config.ts';

const output = createLineOutput(1, end);
const stop = new AbortController();
const lines = createInterface({ input: process.stdin });
let isConfigured = false;
lines.on('close', () => stop.abort());
lines.on('line', (line) => {
  if (line.trim() === 'stop') stop.abort();
  else if (!isConfigured) {
    isConfigured = true;
    load(line).catch(end);
  }
});

async function load(line: string): Promise<void> {
  const config = parseLoadConfig(line);
  await Promise.all(config.site.sourceAddresses.map(holdAddress));
  const beganNs = process.hrtime.bigint();
  const now = () => Number(process.hrtime.bigint() - beganNs) / 1e6;
  output.line({ began: { monotonicMs: Number(beganNs) / 1e6 } });
  const summary = await generateLoad(config, { now, onRecord: output.line, stop: stop.signal });
  output.line({ summary });
  await output.end();
  process.exit(0);
}

/** An address that this machine lacks would fail each request, as if the platform did. */
function holdAddress(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () => reject(new Error(`this machine has not the address ${address} to send from`)));
    server.listen(0, address, () => server.close(() => resolve()));
  });
}

function end(error: Error): void {
  writeSync(2, `${error.message}\n`);
  process.exit(1);
}
