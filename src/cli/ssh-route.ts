import type { Platform } from '../platform/platform.ts';
import type { SshRoute } from '../transport/openssh.ts';

/** How ssh(1) gets to a host of an environment, for a session in the foreground. */
export async function sshRouteTo(platform: Platform, host: string): Promise<SshRoute> {
  const [{ ensureControlDirectory, routesOf }, { routeTo }, { environmentPaths }] = await Promise.all([
    import('../operations/transport-of.ts'),
    import('../transport/servers.ts'),
    import('../operations/environment-paths.ts'),
  ]);
  if (platform.provider === 'lab') {
    return { options: ['-F', environmentPaths(platform.environment).sshConfig], destination: host };
  }
  const controlDirectory = await ensureControlDirectory();
  return routeTo({ routes: routesOf(platform), configFile: platform.sshConfig, controlDirectory }, host);
}
