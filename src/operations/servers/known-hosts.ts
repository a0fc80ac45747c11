import { join } from 'node:path';
import type { Platform } from '../../platform/platform.ts';
import type { HostManifest } from '../../services/manifest.ts';
import type { ServerRoute } from '../../transport/servers.ts';
import { pathsOf } from '../environment-paths.ts';
import { readIfThere } from '../read-if-there.ts';
import { routesOf, type ServerRoutes } from '../transport-of.ts';
import { writeWhole } from '../write-whole.ts';

/*
 * Which servers an environment has had, and how they are reached: one that is taken out of the declaration still has its
 * daemons, its firewall and its secrets, and nothing but this remembers it.
 */

/** Servers that were applied to, declared or not. */
export async function readAppliedServers(platform: Platform): Promise<ServerRoutes> {
  const text = await readIfThere(fileOf(platform));
  return new Map(Object.entries(text === undefined ? {} : (JSON.parse(text) as Record<string, ServerRoute>)));
}

/** Of these, the ones that are not declared any more, sorted. */
export async function readUndeclared(platform: Platform): Promise<ServerRoutes> {
  const declared = new Set(platform.hosts.map(({ name }) => name));
  const applied = [...(await readAppliedServers(platform))].filter(([name]) => !declared.has(name));
  return new Map(applied.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Before anything is done to servers: those of an apply that is cut off are remembered too. */
export async function rememberServers(platform: Platform, hosts: readonly string[]): Promise<void> {
  const routes = routesOf(platform);
  const known = await readAppliedServers(platform);
  const now = hosts.flatMap((host) => (routes.has(host) ? [[host, routes.get(host)!] as const] : []));
  await write(platform, new Map([...known, ...now]));
}

export async function forgetServers(platform: Platform, hosts: readonly string[]): Promise<void> {
  const known = await readAppliedServers(platform);
  await write(platform, new Map([...known].filter(([host]) => !hosts.includes(host))));
}

async function write(platform: Platform, routes: ServerRoutes): Promise<void> {
  const file = fileOf(platform);
  const sorted = [...routes].sort(([one], [other]) => (one < other ? -1 : 1));
  await writeWhole(file, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`);
}

function fileOf(platform: Platform): string {
  return join(pathsOf(platform).stateDirectory, 'servers.json');
}

/** What a host without a place in the platform must look like: nothing of ours is left. Its data stay. */
export function emptyManifest(host: string): HostManifest {
  return {
    host,
    ...{ packages: [], runtimes: [], dataDirectories: [], users: [], directories: [], files: [] },
    ...{ releases: [], units: [], listens: [], checks: [], probes: [] },
  };
}
