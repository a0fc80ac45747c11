import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { ensureImages } from '../../src/lab/lab.ts';
import type { Reached } from '../connections.ts';

/** What Ansible needs on a host and Smartx does not: an interpreter, and apt for it. */
const packages = ['python3', 'python3-apt'];
/** Each keeps a core busy. */
const hostsAtOnce = 2;

/** Gives every machine Python, from an image that is built once and kept with the lab's others. */
export async function installPython({ ssh, hosts }: Reached, signal: AbortSignal): Promise<void> {
  const machine = {
    name: 'python',
    publicAddress: undefined,
    privateAddress: '',
    runtimes: [],
    dataDirectories: [],
    packages,
  };
  const layer = (await ensureImages([machine], { signal })).get('python')?.at(-1) ?? '';
  const limit = pLimit(hostsAtOnce);
  await Promise.all(
    hosts.map((host) => limit(() => unpack(join('/var/lib/smartx/images', layer, 'root'), [...ssh, host], signal))),
  );
}

/** Below /usr only: the notes of dpkg are those of the machine, and what it has already stays as it is. */
async function unpack(root: string, ssh: readonly string[], signal: AbortSignal): Promise<void> {
  const [command = '', ...words] = [...ssh, 'tar -C / --skip-old-files -xf -'];
  const packing = spawn('tar', ['-C', root, '-cf', '-', 'usr'], { stdio: ['ignore', 'pipe', 'inherit'], signal });
  const unpacking = spawn(command, words, { stdio: [packing.stdout, 'ignore', 'inherit'], signal });
  await Promise.all([packing, unpacking].map(ended));
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${child.spawnfile} ended with ${code}`))));
  });
}
