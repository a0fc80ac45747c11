import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Pack, pack } from 'tar-stream';
import type { HostPlan } from '../plan/plan.ts';
import type { HostManifest, ManifestFile } from '../services/manifest.ts';

/** What is sent to a host: the new files as archives of their own, packed releases, and last of all the script. */
export interface Stage {
  readonly manifest: HostManifest;
  readonly plan: HostPlan;
  /** Beside the archives: name -> content. */
  readonly lists: Readonly<Record<string, string>>;
  readonly script: string;
  /** Packed releases by name. */
  readonly releaseFiles: ReadonlyMap<string, string>;
}

/**
 * One tar, to be read while it is made. The script is its last entry: a stage that was cut off has none, and is thrown
 * away on the host. The modes and owners of the new files travel in the inner archives and hold where those are
 * unpacked; the stage itself is readable by root alone.
 */
export async function* stageArchive(stage: Stage): AsyncIterable<Uint8Array> {
  const archive = pack();
  const filled = fill(archive, stage).catch((error: unknown) => archive.destroy(error as Error));
  for await (const chunk of archive) yield chunk as Uint8Array;
  await filled;
}

async function fill(archive: Pack, stage: Stage): Promise<void> {
  for (const action of ['create', 'change'] as const) {
    archive.entry({ name: `${action}d.tar`, mode: 0o600 }, await packFiles(filesOf(stage, action)));
  }
  for (const [name, content] of Object.entries(stage.lists)) archive.entry({ name, mode: 0o600 }, content);
  for (const step of stage.plan.steps) {
    if (step.kind === 'release' && step.action === 'unpack') await addRelease(archive, step.name, stage.releaseFiles);
  }
  archive.entry({ name: 'apply.sh', mode: 0o700 }, stage.script);
  archive.finalize();
}

function filesOf(stage: Stage, action: 'create' | 'change'): ManifestFile[] {
  const paths = new Set(
    stage.plan.steps.flatMap((step) => (step.kind === 'file' && step.action === action ? [step.path] : [])),
  );
  return stage.manifest.files.filter((file) => paths.has(file.path));
}

async function packFiles(files: readonly ManifestFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content, mode, owner, group } of files) {
    archive.entry({ name: path.slice(1), mode, uname: owner, gname: group, mtime: new Date() }, content);
  }
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

async function addRelease(archive: Pack, name: string, releaseFiles: ReadonlyMap<string, string>): Promise<void> {
  const file = releaseFiles.get(name);
  if (file === undefined) throw new Error(`the plan unpacks release ${name}, but it was not packed`);
  const entry = archive.entry({ name: `release-${name}.tar.gz`, mode: 0o600, size: (await stat(file)).size });
  for await (const chunk of createReadStream(file)) {
    if (!entry.write(chunk)) await once(entry, 'drain');
  }
  entry.end(undefined);
}
