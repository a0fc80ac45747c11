import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../platform/platform.ts';
import { Failure } from '../problems/failure.ts';
import { openSsh } from '../transport/openssh.ts';
import { openServers, type ServerRoute } from '../transport/servers.ts';
import type { Transport } from '../transport/transport.ts';
import { environmentPaths } from './environment-paths.ts';

/** What an operator adds to reach hosts. */
export interface Credentials {
  /** For servers whose sudo asks for one. */
  readonly sudoPassword?: string | undefined;
}

export type ServerRoutes = ReadonlyMap<string, ServerRoute>;

/**
 * The way to the hosts of an environment, whatever kind it is.
 * @param more servers that are not declared any more.
 */
export async function transportOf(
  platform: Platform,
  { sudoPassword }: Credentials = {},
  more: ServerRoutes = new Map(),
): Promise<Transport> {
  if (platform.provider === 'lab') return openSsh({ configFile: environmentPaths(platform.environment).sshConfig });
  return openServers({
    routes: new Map([...more, ...routesOf(platform)]),
    configFile: platform.sshConfig,
    controlDirectory: await ensureControlDirectory(),
    sudoPassword,
  });
}

/** How ssh(1) gets to each server, by name. */
export function routesOf({ hosts }: Pick<Platform, 'hosts'>): ServerRoutes {
  const targets = new Map(hosts.flatMap(({ name, ssh }) => (ssh === undefined ? [] : [[name, ssh.target] as const])));
  return new Map(
    hosts.flatMap(({ name, ssh }) =>
      ssh === undefined
        ? []
        : [[name, { target: ssh.target, jump: ssh.jump === undefined ? undefined : targets.get(ssh.jump) }] as const],
    ),
  );
}

/**
 * Whoever can open a socket in there has the connection, so it is nobody else's; and its path is short, since that of a
 * socket has at most 107 bytes (unix(7)).
 * @throws Failure when somebody else made it first.
 */
export async function ensureControlDirectory(): Promise<string> {
  const runtime = process.env.XDG_RUNTIME_DIR;
  const directory = runtime === undefined ? join(tmpdir(), `smartx-${process.getuid?.()}`) : join(runtime, 'smartx');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { uid, mode } = await lstat(directory);
  if (uid !== process.getuid?.()) {
    throw new Failure({
      step: 'make a directory for SSH connections',
      reason: `${directory} belongs to somebody else`,
      changed: 'Nothing was changed.',
      next: 'have it removed, or set XDG_RUNTIME_DIR to a directory of your own.',
    });
  }
  if ((mode & 0o077) !== 0) await chmod(directory, 0o700);
  return directory;
}
