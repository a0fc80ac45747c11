import { hostsWithRole } from '../../platform/per-platform.ts';
import type { App, Platform } from '../../platform/platform.ts';
import { appPathsOf } from '../../services/app/paths.ts';
import type { Transport } from '../../transport/transport.ts';
import { askHost } from '../ask-host.ts';
import { pathsOf } from '../environment-paths.ts';
import { type ReleaseEntry, readReleaseState } from './release-state.ts';

/** What `smartx releases --json` prints. Fields are added, never renamed. */
export interface ReleaseList {
  readonly version: 1;
  readonly environment: string;
  /** By application, the newest first. */
  readonly releases: readonly ListedRelease[];
  /** Hosts that did not answer. */
  readonly silent: readonly string[];
}

export interface ListedRelease extends ReleaseEntry {
  /** Null of the only one. */
  readonly application: string | null;
  /** Hosts that still have it. */
  readonly hosts: readonly string[];
  /** Hosts on which it runs. */
  readonly current: readonly string[];
}

/** What was put on the hosts of applications, and where it still is. Changes nothing. */
export async function listReleases(
  platform: Platform,
  apps: readonly App[],
  transport: Transport,
): Promise<ReleaseList> {
  const lists = await Promise.all(apps.map((app) => listOne(platform, app, transport)));
  return {
    version: 1,
    environment: platform.environment,
    releases: lists.flatMap(({ releases }) => releases),
    silent: [...new Set(lists.flatMap(({ silent }) => silent))].sort(),
  };
}

async function listOne(
  platform: Platform,
  app: App,
  transport: Transport,
): Promise<Pick<ReleaseList, 'releases' | 'silent'>> {
  const { history } = await readReleaseState(pathsOf(platform).stateDirectory, app);
  const { root, current } = appPathsOf(app);
  const script = `ls -1 ${root}/releases && readlink ${current}`;
  const answers = await Promise.all(
    hostsWithRole(platform, 'app').map(async ({ name }) => {
      const answer = await askHost(transport, name, ['sh', '-c', script], undefined);
      if (answer?.exitCode !== 0) return { name, has: undefined, current: undefined };
      const lines = answer.stdout.trim().split('\n');
      return { name, has: new Set(lines.slice(0, -1)), current: lines.at(-1)?.replace(/^releases\//, '') };
    }),
  );
  return {
    releases: history.map((entry) => ({
      application: app.name ?? null,
      ...entry,
      hosts: answers.filter(({ has }) => has?.has(entry.ids.app)).map(({ name }) => name),
      current: answers.filter(({ current }) => current === entry.ids.app).map(({ name }) => name),
    })),
    silent: answers.filter(({ has }) => has === undefined).map(({ name }) => name),
  };
}
