import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Site } from '../../src/load/load-config.ts';
import { ensureCertificates } from '../../src/operations/certificates.ts';

const name = 'www.example.test';

/** A site of one name server and one HTTPS server on this machine's loopback, with an authority of its own. */
export interface LocalSite {
  readonly site: Site;
  readonly server: Server;
  close(): Promise<void>;
}

/** @param certificateName what the certificate is for; another name than the site's makes it wrong. */
export async function openLocalSite(listener: RequestListener, certificateName = name): Promise<LocalSite> {
  const directory = mkdtempSync(join(tmpdir(), 'smartx-load-'));
  const leaf = { name: 'site', dnsNames: [certificateName], addresses: [] };
  const { authority, leaves } = await ensureCertificates(directory, 'test', [leaf], new Date());
  const authorityFile = join(directory, 'ca.crt');
  writeFileSync(authorityFile, authority);
  const { certificate, key } = leaves.get('site')!;
  const server = createServer({ cert: certificate, key, keepAliveTimeout: 60_000 }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const nameServer = await openNameServer();
  const site = {
    name,
    port: (server.address() as AddressInfo).port,
    nameServers: [`127.0.0.1:${nameServer.address().port}`],
    authorityFile,
    sourceAddresses: ['127.0.0.2', '127.0.0.3', '127.0.0.4'],
    requestTimeoutMs: 20_000,
  };
  const close = async () => {
    nameServer.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(directory, { recursive: true });
  };
  return { site, server, close };
}

/** A name server that is there and says nothing. */
export async function openSilentNameServer(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket;
}

/** Answers every question with 127.0.0.1 (RFC 1035 section 4). */
export async function openNameServer(ttlSeconds = 300, onQuestion: () => void = () => undefined): Promise<Socket> {
  const socket = await openSilentNameServer();
  socket.on('message', (query, from) => {
    onQuestion();
    const question = query.subarray(12, query.indexOf(0, 12) + 5);
    // The same id; an authoritative answer; one question, one answer.
    const header = Buffer.from([query[0]!, query[1]!, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0]);
    // Its name is the one at offset 12; type A, class IN, time to live, four bytes.
    const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, ttlSeconds >> 8, ttlSeconds & 255, 0, 4, 127, 0, 0, 1]);
    socket.send(Buffer.concat([header, question, answer]), from.port, from.address);
  });
  return socket;
}
