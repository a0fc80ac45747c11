import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { outputOf, startChild } from './child.ts';
import type { BackupTarget } from './config.ts';
import type { Store } from './store.ts';
import { parseVariables } from './variables.ts';

/** restic(1) gives up after 15 minutes by itself; a backup that hangs so long is told of much too late. */
const LOCK_WAIT = '2m';
const TAG = 'smartx-database';

interface Snapshot {
  id: string;
  /** One path: the file. */
  paths: string[];
}

/**
 * A repository of restic, each file a snapshot of its own (restic.readthedocs.io, "Reading data from a command"). What
 * was read from afar once is kept here, if it is a manifest: those never change.
 */
export function openRestic(target: Extract<BackupTarget, { kind: 'restic' }>, cacheDirectory: string): Store {
  const env = {
    ...process.env,
    ...parseVariables(readFileSync(target.environmentFile, 'utf8')),
    RESTIC_CACHE_DIR: join(cacheDirectory, 'restic'),
  };
  const common = ['--repo', target.repository, '--retry-lock', LOCK_WAIT, ...sshOptions(target)];
  const restic = (...words: string[]) => ['restic', ...common, ...words];
  const askForSnapshots = async (): Promise<Snapshot[]> =>
    JSON.parse(await outputOf(restic('snapshots', '--json', '--tag', TAG), env));
  /** As of the last list: half a second for each file that is read would make hours. Undefined once we change it. */
  let listed: Promise<Snapshot[]> | undefined;
  const snapshots = (): Promise<Snapshot[]> => {
    listed = askForSnapshots();
    return listed;
  };
  const nameOf = ({ paths }: Snapshot) => (paths[0] ?? '').replace(/^\//, '');
  let identity: string | undefined;
  const identify = async () => {
    identity ??= await readRepositoryId(restic, env);
    return identity;
  };
  return {
    title: target.repository,
    identify,
    async claim() {
      if ((await identify()) === undefined) await outputOf(restic('init', '--quiet'), env);
      const made = await identify();
      if (made === undefined) throw new Error(`${target.repository} was made and is gone`);
      return made;
    },
    list: async () => {
      if ((await identify()) === undefined) return [];
      // A file that was written again has several snapshots.
      return [...new Set((await snapshots()).map(nameOf))].sort();
    },
    async write(name, content) {
      const words = ['backup', '--quiet', '--stdin', '--stdin-filename', name, '--tag', TAG, '--host', 'smartx'];
      const { process: child, ended } = startChild(restic(...words), { env });
      child.stdout?.resume();
      try {
        await pipeline(content, child.stdin!);
      } catch (error) {
        // An end of input would be taken for the end of the file, and half a backup be kept.
        child.kill('SIGKILL');
        throw error;
      }
      await ended;
      listed = undefined;
    },
    read: (name) => Readable.from(readOne(name)),
    async remove(names) {
      const doomed = new Set(names);
      const ids = (await snapshots()).filter((one) => doomed.has(nameOf(one))).map(({ id }) => id);
      if (ids.length > 0) await outputOf(restic('forget', '--quiet', '--prune', ...ids), env);
      listed = undefined;
    },
  };

  async function* readOne(name: string): AsyncGenerator<Buffer> {
    const cached = join(cacheDirectory, name);
    const cacheable = name.endsWith('.json') && !name.endsWith('.check.json');
    const known = cacheable ? readIfThere(cached) : undefined;
    if (known !== undefined) return yield known;
    const snapshot = (await (listed ?? snapshots())).findLast((one) => nameOf(one) === name);
    if (snapshot === undefined) throw new Error(`${name} is not in ${target.repository}`);
    const { process: child, ended } = startChild(restic('dump', '--quiet', snapshot.id, `/${name}`), { env });
    child.stdin?.end();
    const output = child.stdout!.pipe(new PassThrough());
    const kept: Buffer[] = [];
    for await (const chunk of output) {
      if (cacheable) kept.push(chunk as Buffer);
      yield chunk as Buffer;
    }
    await ended;
    if (!cacheable) return;
    await mkdir(cacheDirectory, { recursive: true, mode: 0o700 });
    // Whole under its name, or not there: a list may be read while a run goes on.
    const draft = `${cached}.${process.pid}`;
    await writeFile(draft, Buffer.concat(kept), { mode: 0o600 });
    await rename(draft, cached);
  }
}

/**
 * Arguments for ssh(1), which restic starts for SFTP. The home directory is hidden from the units, so that nothing in it
 * counts; nobody is there to be asked.
 */
function sshOptions({ ssh }: Extract<BackupTarget, { kind: 'restic' }>): string[] {
  if (ssh === undefined) return [];
  const settings = [
    'BatchMode=yes',
    'ConnectTimeout=15',
    'IdentitiesOnly=yes',
    'ServerAliveInterval=15',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${ssh.knownHostsFile}`,
  ];
  return ['--option', `sftp.args=-F none -i ${ssh.keyFile} ${settings.map((one) => `-o ${one}`).join(' ')}`];
}

/** Undefined where there is no repository. Its password opens it, or this rejects. */
async function readRepositoryId(
  restic: (...words: string[]) => string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    return (JSON.parse(await outputOf(restic('cat', 'config'), env)) as { id: string }).id;
  } catch (error) {
    if (missing.test(String(error))) return undefined;
    throw error;
  }
}

/** Before 0.17 restic said no more of any error than that it could not open the file, and then the error itself. */
const missing = /repository does not exist|unable to open config file.*(?:does not exist|no such file|not found|404)/i;

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
