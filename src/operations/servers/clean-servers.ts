import type { Platform } from '../../platform/platform.ts';
import type { Transport } from '../../transport/transport.ts';
import { apply } from '../apply.ts';
import type { OnApplyEvent } from '../events.ts';
import { forgetServers } from './known-hosts.ts';
import type { SeenServers } from './look-at-servers.ts';

export interface CleanServers {
  readonly platform: Platform;
  readonly transport: Transport;
  readonly leaving: SeenServers['leaving'];
  readonly run: string;
  readonly who: string;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: OnApplyEvent | undefined;
}

/**
 * Takes what is ours from servers that are not declared any more: units, files, the firewall. Their packages, data and
 * accounts stay: whoever wants these gone installs the server anew.
 * @throws Failure
 */
export async function cleanServers({ platform, leaving, ...rest }: CleanServers): Promise<void> {
  await apply({
    ...rest,
    plan: leaving,
    manifest: leaving.manifest,
    platform: { hosts: [] },
    releaseFiles: new Map(),
  });
  await forgetServers(
    platform,
    leaving.hosts.map(({ host }) => host),
  );
}
