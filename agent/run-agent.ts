import type { Server } from 'node:http';
import { keepAccounts } from './account-loop.ts';
import type { DatabaseAgentConfig } from './config.ts';
import { serveHealth } from './health-server.ts';
import { observeLocal } from './local-observer.ts';
import { createStateLog, logLine, messageOf } from './log.ts';
import { keepMembership } from './membership-loop.ts';
import { createPeerHearing } from './peer-hearing.ts';
import { watchPeers } from './peer-watch.ts';

/** systemd's stop must not wait for a join that hangs. */
const STOP_LIMIT_MS = 3_000;
/** A lone member is no safe place for long: others may join then, also if the accounts are not made yet. */
const FOUNDING_LIMIT_MS = 10_000;

/**
 * The service: runs until SIGTERM or SIGINT, and returns the exit code. SIGHUP reads the configuration again, which
 * takes over everything but the socket and the listening address.
 */
export async function runAgent(load: () => DatabaseAgentConfig): Promise<number> {
  const config = load();
  const loops: Reconfigurable[] = [];
  // First of all, since an unhandled SIGHUP ends the process.
  process.on('SIGHUP', () => reload(load, loops));
  const observer = await observeLocal(config.socketPath);
  let membership = '';
  const log = createStateLog();
  const accounts = keepAccounts(config, observer);
  const membershipLoop = keepMembership(config, {
    observer,
    say: (text) => {
      membership = text;
      log(text);
    },
    founded: () => accounts.settled(FOUNDING_LIMIT_MS),
  });
  const hearing = createPeerHearing(config);
  const peers = watchPeers({ view: () => observer.latest().view, hears: hearing.hears });
  loops.push(membershipLoop, accounts, hearing);
  const server = await serveHealth(config.listen, {
    mode: config.mode,
    host: config.self.name,
    observer,
    silent: peers.silent,
    membership: () => membership,
  });
  logLine(`health of ${config.self.name} on ${config.listen.address}:${config.listen.port}`);
  await stopSignal();
  peers.stop();
  hearing.close();
  await Promise.race([
    Promise.all([close(server), membershipLoop.stop(), accounts.stop(), observer.stop()]),
    limit(STOP_LIMIT_MS),
  ]);
  return 0;
}

interface Reconfigurable {
  reconfigure(config: DatabaseAgentConfig): void;
}

function reload(load: () => DatabaseAgentConfig, loops: readonly Reconfigurable[]): void {
  try {
    const config = load();
    for (const loop of loops) loop.reconfigure(config);
    logLine('configuration read again');
  } catch (error) {
    logLine(`the configuration stays as it was: ${messageOf(error)}`);
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function limit(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
