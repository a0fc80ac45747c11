import { labState } from '../../lab/lab.ts';
import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import type { Transport } from '../../transport/transport.ts';
import { type Credentials, transportOf } from '../transport-of.ts';

export interface Journals {
  readonly transport: Transport;
  /** Host -> state of its machine, where it is known not to run. */
  readonly down: ReadonlyMap<string, string>;
}

/**
 * The way to the hosts of an environment, and which of them need not be asked.
 * @throws Failure when no machine of a lab runs
 */
export async function openJournals(
  platform: Platform,
  hosts: readonly string[],
  credentials?: Credentials,
): Promise<Journals> {
  const transport = await transportOf(platform, credentials);
  if (platform.provider === 'servers') return { transport, down: new Map() };
  const { environment } = platform;
  const { machines } = await labState(environment);
  const states = new Map(machines.map(({ host, state }) => [host, state]));
  if (![...states.values()].includes('running')) {
    throw new Failure({
      step: `read the journals of the lab '${environment}'`,
      reason: 'none of its machines runs',
      changed: 'Nothing was asked, nothing was changed.',
      next: `bring it up first: smartx up${environment === 'lab' ? '' : ` --env ${environment}`}`,
    });
  }
  const down = hosts.filter((host) => states.get(host) !== 'running');
  return { transport, down: new Map(down.map((host) => [host, `its machine is ${states.get(host) ?? 'absent'}`])) };
}
