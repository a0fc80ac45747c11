import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openLocal } from '../database.ts';
import { outputOf, startChild } from './child.ts';
import { PACKET_OPTION } from './packets.ts';

/** A crash recovery of a large database takes its time. */
const START_LIMIT_MS = 30 * 60_000;
const STOP_LIMIT_MS = 10 * 60_000;
const LOOK_INTERVAL_MS = 200;
const LOG_TAIL_CHARACTERS = 1_500;

/** A mysqld of our own on a copy of the data, which nobody but root on this host can reach. */
export interface ScratchServer {
  readonly socketPath: string;
  readonly database: Database;
  /** Waits until it has written everything back. */
  stop(): Promise<void>;
}

/** Where scratch data lie. The owner is mysql, since the live server writes its clone there. */
export function scratchPaths(scratchDirectory: string) {
  return {
    root: scratchDirectory,
    data: join(scratchDirectory, 'data'),
    logs: join(scratchDirectory, 'logs'),
    socket: join(scratchDirectory, 'scratch.sock'),
    pid: join(scratchDirectory, 'scratch.pid'),
    errors: join(scratchDirectory, 'scratch.err'),
  };
}

/** Removes what another run left, its server included, and makes the directory anew. The caller holds the lock. */
export async function emptyScratch(scratchDirectory: string): Promise<void> {
  const paths = scratchPaths(scratchDirectory);
  const pid = Number(await readFile(paths.pid, 'utf8').catch(() => '0'));
  if (pid > 1 && (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(paths.data)) {
    process.kill(pid, 'SIGKILL');
    await sleep(LOOK_INTERVAL_MS);
  }
  await rm(paths.root, { recursive: true, force: true });
  await mkdir(paths.root, { recursive: true, mode: 0o700 });
  await outputOf(['chown', 'mysql:mysql', paths.root]);
}

/** Starts mysqld on the scratch data. Rejects with the end of its log when it does not come up. */
export async function startScratch(scratchDirectory: string): Promise<ScratchServer> {
  const paths = scratchPaths(scratchDirectory);
  await outputOf(['chown', '--recursive', 'mysql:mysql', paths.root]);
  const child = startChild(scratchCommand(scratchDirectory), { stdio: ['ignore', 'ignore', 'pipe'] });
  let over: Error | undefined;
  child.ended.then(
    () => (over = new Error('it ended')),
    (error: Error) => (over = error),
  );
  const deadline = performance.now() + START_LIMIT_MS;
  let database: Database | undefined;
  while (database === undefined) {
    database = await openLocal(paths.socket).catch(() => undefined);
    if (database !== undefined) break;
    if (over !== undefined || performance.now() > deadline) {
      child.process.kill('SIGKILL');
      const log = (await readFile(paths.errors, 'utf8').catch(() => '')).slice(-LOG_TAIL_CHARACTERS);
      throw new Error(`the scratch instance does not start: ${over?.message ?? 'it does not answer'}\n${log}`);
    }
    await sleep(LOOK_INTERVAL_MS);
  }
  const stop = async () => {
    database.close();
    child.process.kill('SIGTERM');
    const limit = setTimeout(() => child.process.kill('SIGKILL'), STOP_LIMIT_MS);
    await child.ended.finally(() => clearTimeout(limit));
  };
  return { socketPath: paths.socket, database, stop };
}

/**
 * No network, no binary log, no events, no replication: it takes part in nothing. gtid_mode lets binary logs be applied,
 * each transaction once ("Replication with Global Transaction Identifiers").
 */
function scratchCommand(scratchDirectory: string): string[] {
  const { data, socket, pid, errors } = scratchPaths(scratchDirectory);
  return [
    '/usr/sbin/mysqld',
    '--no-defaults',
    '--user=mysql',
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--pid-file=${pid}`,
    `--log-error=${errors}`,
    '--skip-networking',
    '--mysqlx=OFF',
    '--disable-log-bin',
    '--gtid-mode=ON',
    '--enforce-gtid-consistency=ON',
    '--event-scheduler=OFF',
    '--skip-replica-start=ON',
    '--performance-schema=OFF',
    '--innodb-buffer-pool-size=64M',
    '--max-connections=10',
    PACKET_OPTION,
    // Nothing here has to survive a power cut, and loading is several times as fast.
    '--innodb-flush-log-at-trx-commit=0',
  ];
}
