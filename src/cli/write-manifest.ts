import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HostManifest, Manifest } from '../services/manifest.ts';
import { UsageError } from './report/report-thrown.ts';

/** Shows that a directory was made by us, so that its content may be replaced. */
const marker = '.smartx-render';
const hostsAtOnce = 32;
const permissionBits = 0o777;

export interface Written {
  readonly directory: string;
  readonly hosts: number;
  readonly files: number;
}

/**
 * Writes a manifest to a directory: DIR/<host>/<path of the file>, and DIR/manifest.json with all that is no file.
 * Owners cannot be given to the files, so they are in manifest.json too.
 * @throws UsageError when the directory holds something that we did not write
 */
export async function writeManifest(directory: string, manifest: Manifest, withSecrets: boolean): Promise<Written> {
  await makeRoom(directory, withSecrets);
  for (let start = 0; start < manifest.hosts.length; start += hostsAtOnce) {
    await Promise.all(manifest.hosts.slice(start, start + hostsAtOnce).map((host) => writeHost(directory, host)));
  }
  const overview = { hosts: manifest.hosts.map(withoutContent) };
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(overview, null, 2)}\n`);
  const files = manifest.hosts.reduce((sum, host) => sum + host.files.length, 0);
  return { directory, hosts: manifest.hosts.length, files };
}

async function makeRoom(directory: string, withSecrets: boolean): Promise<void> {
  await mkdir(directory, { recursive: true, mode: withSecrets ? 0o700 : 0o755 });
  if (withSecrets) await chmod(directory, 0o700);
  const present = await readdir(directory);
  if (present.length > 0 && !present.includes(marker)) {
    throw new UsageError(
      `${directory} is not empty, and not from an earlier render.`,
      'Name a new directory: smartx render --out rendered',
    );
  }
  // The marker goes last and comes first: a render that is cut off can be run again.
  const old = present.filter((name) => name !== marker);
  await Promise.all(old.map((name) => rm(join(directory, name), { recursive: true, force: true })));
  await writeFile(join(directory, marker), 'Written by smartx render, which may replace everything in here.\n');
}

async function writeHost(directory: string, host: HostManifest): Promise<void> {
  const home = join(directory, host.host);
  await mkdir(home, { recursive: true });
  const folders = new Set(host.files.map(({ path }) => dirname(join(home, path))));
  await Promise.all([...folders].map((folder) => mkdir(folder, { recursive: true })));
  await Promise.all(
    host.files.map(async ({ path, content, mode, secret }) => {
      const permissions = secret ? 0o600 : mode & permissionBits;
      const file = join(home, path);
      await writeFile(file, content, { mode: permissions });
      // The mode above is cut by the umask.
      await chmod(file, permissions);
    }),
  );
}

function withoutContent(host: HostManifest) {
  const files = host.files.map(({ path, mode, owner, group, secret }) => ({
    path,
    mode: octal(mode),
    owner,
    group,
    secret,
  }));
  const directories = host.directories.map(({ mode, ...rest }) => ({ ...rest, mode: octal(mode) }));
  return { ...host, directories, files };
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
