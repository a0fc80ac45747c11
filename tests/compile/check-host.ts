import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { IMAGES_DIRECTORY } from '../../src/lab/paths.ts';
import type { Host } from '../../src/platform/platform.ts';
import { run } from '../../src/process/run.ts';
import type { HostManifest } from '../../src/services/manifest.ts';

/** A command to run on the host, and what it answered. */
export interface Trial {
  readonly name: string;
  readonly argv: readonly string[];
}

interface TrialResult {
  readonly exitCode: number;
  readonly output: string;
}

const trialsTimeoutMs = 60_000;

/**
 * Lays a host's files over its images, with owners and modes, and runs commands in there: own mounts, own network with
 * the host's addresses, nothing of this machine. All of it is gone afterwards.
 *
 * @param images keys of the images, lowest first
 */
export async function tryOnHost(
  images: readonly string[],
  host: Host,
  manifest: HostManifest,
  trials: readonly Trial[],
): Promise<readonly TrialResult[]> {
  const directory = await mkdtemp(join(tmpdir(), 'smartx-check-'));
  try {
    for (const name of ['files', 'root', 'upper', 'work']) await mkdir(join(directory, name));
    await stageFiles(join(directory, 'files'), manifest);
    const script = renderScript(directory, images, host, manifest, trials);
    const { stdout, stderr, exitCode } = await run(
      ['unshare', '--mount', '--net', '--propagation', 'private', 'sh', '-eu', '-c', script],
      { timeoutMs: trialsTimeoutMs },
    );
    if (exitCode !== 0) throw new Error(`the host ${host.name} could not be laid out: ${stderr}`);
    return parseResults(stdout, trials.length);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function stageFiles(root: string, manifest: HostManifest): Promise<void> {
  for (const { path, content, mode } of manifest.files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
    await chmod(join(root, path), mode);
  }
}

const marker = '@@trial';

function renderScript(
  directory: string,
  images: readonly string[],
  host: Host,
  manifest: HostManifest,
  trials: readonly Trial[],
): string {
  const layers = images.map((key) => join(IMAGES_DIRECTORY, key, 'root')).reverse();
  const inside = (...argv: readonly string[]) => ['chroot', 'root', ...argv].map(quote).join(' ');
  return [
    `cd ${quote(directory)}`,
    `mount -t overlay overlay -o lowerdir=${layers.join(':')},upperdir=upper,workdir=work root`,
    'mount -t proc proc root/proc',
    'mount -t tmpfs tmpfs root/run',
    'mount --rbind /dev root/dev',
    ...interfaces(host),
    ...manifest.users.map(({ name }) =>
      inside('useradd', '--system', '--user-group', '--shell=/usr/sbin/nologin', name),
    ),
    'cp -r --preserve=mode files/. root/',
    // sshd refuses to check its configuration without keys and its directory.
    inside('ssh-keygen', '-A', '-q'),
    inside('mkdir', '-p', '/run/sshd', '/run/haproxy'),
    ...[...manifest.directories, ...manifest.files].flatMap(({ path, mode, owner, group }) => [
      inside('mkdir', '-p', dirname(path)),
      inside('sh', '-c', `[ -e "$1" ] || mkdir "$1"`, 'sh', path),
      inside('chown', `${owner}:${group}`, path),
      inside('chmod', mode.toString(8), path),
    ]),
    'set +e',
    ...trials.map(({ argv }) => `echo; echo ${marker}; ${inside(...argv)} 2>&1; code=$?; echo; echo ${marker} $code`),
  ].join('\n');
}

/** Interfaces with the host's addresses: Nginx opens its sockets even for a check, keepalived looks for its interface. */
function interfaces(host: Host): readonly string[] {
  const add = (name: string, address: string) => [
    `ip link add ${name} type veth peer name ${name}-peer`,
    `ip address add ${address}/24 dev ${name}`,
    `ip link set ${name} up`,
  ];
  return [
    'ip link set lo up',
    ...add(host.interfaces.private, host.privateAddress),
    // A host may have one leg for both networks.
    ...(host.publicAddress === undefined || host.publicAddress === host.privateAddress
      ? []
      : add(host.interfaces.public, host.publicAddress)),
  ];
}

function parseResults(stdout: string, count: number): readonly TrialResult[] {
  const pattern = new RegExp(`^${marker}\\n([\\s\\S]*?)^${marker} (\\d+)$`, 'gm');
  const results = [...stdout.matchAll(pattern)].map(([, output, code]) => ({
    exitCode: Number(code),
    output: output!.trim(),
  }));
  if (results.length !== count) throw new Error(`${results.length} of ${count} trials answered:\n${stdout}`);
  return results;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
