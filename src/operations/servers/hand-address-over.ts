import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import type { Transport } from '../../transport/transport.ts';
import { askHost } from '../ask-host.ts';
import { poll } from '../poll.ts';
import type { PlatformPlan } from '../read-plan.ts';
import { runOnHost } from '../run-on-host.ts';
import { isSiteWell, type WaitRequest } from '../wait-until-well.ts';

/*
 * A load balancer that leaves the declaration and goes on running would still claim the virtual address, while the hosts
 * behind it no longer let it in: whoever is sent to it gets nothing but an excuse.
 */

const STOP_TIMEOUT_MS = 30_000;
/** A load balancer that stops on purpose says so, and another one has the address within a second. */
const MOVE_LIMIT_MS = 10_000;
const INTERVAL_MS = 200;

/** Of servers that are not declared any more, the ones that still claim the virtual address. Changes nothing. */
export async function readClaimants(
  transport: Transport,
  undeclared: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const argv = ['systemctl', 'is-active', '--quiet', 'keepalived.service'];
  const answers = await Promise.all(undeclared.map((host) => askHost(transport, host, argv, signal)));
  return undeclared.filter((_host, index) => answers[index]?.exitCode === 0);
}

/** @throws Failure when there is one. */
export function refuseClaimants(claimants: readonly string[], { virtualAddress }: Platform): void {
  if (claimants.length === 0) return;
  throw new Failure({
    step: 'leave servers that are no longer declared as they are',
    reason: `${claimants.join(', ')} would go on claiming ${virtualAddress}, and the hosts behind it no longer let it in`,
    changed: 'Nothing was changed.',
    next: 'smartx apply --prune takes the address from it, and then cleans it; or declare it again.',
  });
}

/**
 * Has the ones that leave give the address up, and resolves when another load balancer answers for it. Where no other
 * one is in service yet they keep it, and are cleaned when the new ones are.
 * @throws Failure when one does not stop.
 */
export async function handAddressOver(
  claimants: readonly string[],
  wait: WaitRequest,
  { hosts }: PlatformPlan,
): Promise<void> {
  const { platform, transport, signal } = wait;
  const staying = hostsWithRole(platform, 'loadBalancer').map(({ name }) => name);
  const isInService = hosts.some(({ host, basedOn }) => staying.includes(host) && basedOn !== '');
  if (claimants.length === 0 || !isInService) return;
  const request = { argv: ['systemctl', 'stop', 'keepalived.service'], timeoutMs: STOP_TIMEOUT_MS, signal };
  for (const host of claimants) {
    await runOnHost(transport, host, request, {
      step: 'take the virtual address from a server that leaves',
      reason: 'keepalived does not stop',
      changed: 'Nothing was changed.',
      next: 'look at the host (journalctl -u keepalived), then run the same command again.',
    });
  }
  await poll({
    look: async () => ((await isSiteWell(wait)) ? undefined : 'the site does not answer'),
    intervalMs: INTERVAL_MS,
    limitMs: MOVE_LIMIT_MS,
    signal,
  });
}
