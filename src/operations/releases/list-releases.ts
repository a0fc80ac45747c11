import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { appPaths } from '../../services/app/lower.ts';
import type { Transport } from '../../transport/transport.ts';
import { askHost } from '../ask-host.ts';
import { pathsOf } from '../environment-paths.ts';
import { type ReleaseEntry, readReleaseState } from './release-state.ts';

/** What `smartx releases --json` prints. Fields are added, never renamed. */
export interface ReleaseList {
  readonly version: 1;
  readonly environment: string;
  /** Newest first. */
  readonly releases: readonly ListedRelease[];
  /** Hosts that did not answer. */
  readonly silent: readonly string[];
}

export interface ListedRelease extends ReleaseEntry {
  /** Hosts that still have it. */
  readonly hosts: readonly string[];
  /** Hosts on which it runs. */
  readonly current: readonly string[];
}

const script = `ls -1 ${appPaths.root}/releases && readlink ${appPaths.current}`;

/** What was put on the hosts, and where it still is. Changes nothing. */
export async function listReleases(platform: Platform, transport: Transport): Promise<ReleaseList> {
  const { history } = await readReleaseState(pathsOf(platform).stateDirectory);
  const answers = await Promise.all(
    hostsWithRole(platform, 'app').map(async ({ name }) => {
      const answer = await askHost(transport, name, ['sh', '-c', script], undefined);
      if (answer?.exitCode !== 0) return { name, has: undefined, current: undefined };
      const lines = answer.stdout.trim().split('\n');
      return { name, has: new Set(lines.slice(0, -1)), current: lines.at(-1)?.replace(/^releases\//, '') };
    }),
  );
  return {
    version: 1,
    environment: platform.environment,
    releases: history.map((entry) => ({
      ...entry,
      hosts: answers.filter(({ has }) => has?.has(entry.ids.app)).map(({ name }) => name),
      current: answers.filter(({ current }) => current === entry.ids.app).map(({ name }) => name),
    })),
    silent: answers.filter(({ has }) => has === undefined).map(({ name }) => name),
  };
}
