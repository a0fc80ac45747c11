import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Failure } from '../problems/failure.ts';
import { lastLines } from '../process/last-lines.ts';
import { run } from '../process/run.ts';
import { type CgroupHost, isPopulated, killGroups, readCgroupHost } from './cgroups.ts';
import { launchMember } from './launch.ts';
import { withLock } from './lock.ts';
import { PUBLISH_MEMBER } from './names.ts';
import { labPaths } from './paths.ts';
import { requireLabRecord } from './records.ts';
import { answersTcp } from './ssh.ts';

const LOCK_WAIT_SECONDS = 10;
const LISTEN_WAIT_MS = 5_000;
const POLL_MS = 20;

/** A port of this machine's loopback that leads into the lab. */
export interface Published {
  port: number;
  target: { address: string; port: number };
}

/**
 * Opens 127.0.0.1:PORT on this machine as a way to an address of the lab, until the lab stops. It lives on when we
 * end. The same again is left alone; another port or target replaces it.
 * @throws Failure when somebody else has the port.
 */
export async function publish(lab: string, wanted: Published): Promise<void> {
  const lock = { path: labPaths(lab).lock, what: `the lab "${lab}"`, waitSeconds: LOCK_WAIT_SECONDS };
  await withLock(lock, async () => {
    await requireLabRecord(lab);
    const cgroups = await readCgroupHost();
    const current = await readPublished(cgroups, lab);
    if (current !== undefined && JSON.stringify(current) === JSON.stringify(normal(wanted))) return;
    if (await isPopulated(cgroups, lab, PUBLISH_MEMBER)) await killGroups(cgroups, lab, PUBLISH_MEMBER);
    await refuseTakenPort(wanted.port);
    const script = fileURLToPath(new URL('publish-proxy.ts', import.meta.url));
    await launchMember(cgroups, lab, PUBLISH_MEMBER, {
      argv: [process.execPath, script, String(wanted.port), wanted.target.address, String(wanted.target.port)],
      env: { NODE_NO_WARNINGS: '1' },
      log: labPaths(lab).publishLog,
    });
    await waitUntilListening(cgroups, lab, wanted.port);
    await writeFile(labPaths(lab).publishRecord, `${JSON.stringify(normal(wanted))}\n`);
  });
}

/** What is published now; undefined when the proxy does not run. */
export async function readPublished(cgroups: CgroupHost, lab: string): Promise<Published | undefined> {
  if (!(await isPopulated(cgroups, lab, PUBLISH_MEMBER))) return undefined;
  const text = await readFile(labPaths(lab).publishRecord, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Published);
}

function normal({ port, target }: Published): Published {
  return { port, target: { address: target.address, port: target.port } };
}

/**
 * Refuses a port that somebody else listens on, before the work that it is the end of.
 * @throws when it is taken.
 */
export async function refuseUnpublishable(lab: string, port: number): Promise<void> {
  const published = await readPublished(await readCgroupHost(), lab);
  if (published?.port !== port) await refuseTakenPort(port);
}

async function refuseTakenPort(port: number): Promise<void> {
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
  if (error === undefined) return;
  const listeners = await run([
    'ss',
    '--no-header',
    '--listening',
    '--tcp',
    '--numeric',
    '--processes',
    `sport = :${port}`,
  ]);
  const user = /users:\(\("([^"]+)",pid=(\d+)/.exec(listeners.stdout);
  throw new Failure({
    step: `publish the platform on 127.0.0.1:${port}`,
    reason:
      error.code === 'EADDRINUSE'
        ? `${user ? `${user[1]} (process ${user[2]})` : 'another program'} listens there`
        : error.message,
    changed: 'Nothing was published.',
    next: 'choose another port, or stop that program, and run the same command again.',
  });
}

async function waitUntilListening(cgroups: CgroupHost, lab: string, port: number): Promise<void> {
  const deadline = performance.now() + LISTEN_WAIT_MS;
  while (!(await answersTcp('127.0.0.1', port))) {
    if (performance.now() < deadline && (await isPopulated(cgroups, lab, PUBLISH_MEMBER))) {
      await sleep(POLL_MS);
      continue;
    }
    const log = await readFile(labPaths(lab).publishLog, 'utf8').catch(() => '');
    throw new Failure({
      step: `publish the platform on 127.0.0.1:${port}`,
      reason: 'the proxy did not come up',
      stderrTail: lastLines(log),
      changed: 'The lab runs; only the port is missing.',
      next: 'run the same command again, or choose another port.',
    });
  }
}
