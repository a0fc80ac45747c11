import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentPaths } from '../../src/operations/environment-paths.ts';
import { findPacked } from '../../src/operations/releases/find-packed.ts';
import { time } from '../command.ts';
import { type RenderedHost, renderInventory } from './inventory.ts';
import { renderSettings } from './settings.ts';

export interface PlaybookRequest {
  readonly smartx: string;
  readonly lab: string;
  readonly config: string;
  /** Empty, and readable by us alone: real keys and passwords come to lie in it. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** An ansible.cfg whose inventory says what one declaration says, as `smartx render` wrote it. */
export async function renderPlaybook({ smartx, lab, config, directory, signal }: PlaybookRequest): Promise<string> {
  const contents = join(directory, 'rendered');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await time([smartx, 'render', '--with-secrets', '--out', contents, '--config', config, '--env', lab], { signal });
  const document = await readFile(join(contents, 'manifest.json'), 'utf8');
  const { hosts } = JSON.parse(document) as { hosts: RenderedHost[] };
  const inventory = join(directory, 'inventory.yml');
  await writeFile(inventory, renderInventory(hosts, contents, await findArchives(lab, hosts)));
  const settings = join(directory, 'ansible.cfg');
  await writeFile(settings, renderSettings({ lab, hosts: hosts.length, inventory, directory }));
  return settings;
}

/** The declaration is of one application, so all hosts have the same releases. */
async function findArchives(lab: string, hosts: readonly RenderedHost[]): Promise<ReadonlyMap<string, string>> {
  const releases = hosts.flatMap((host) => host.releases);
  const idOf = (name: string) => releases.find((release) => release.name === name)?.id;
  const ids = { app: idOf('app') ?? '', static: idOf('static') ?? null };
  const packed = await findPacked(environmentPaths(lab).buildsDirectory, { id: 'app' }, ids);
  return new Map(packed.map(({ id, file }) => [id, file]));
}
