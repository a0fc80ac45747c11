import type { Pins } from '../../plan/diff-installed.ts';
import type { HostFacts } from '../../plan/facts.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Transport } from '../../transport/transport.ts';
import { judgeServer, surveyHost, unfit } from './survey-host.ts';
import { type LockedVersions, pinsOf } from './version-lock.ts';

export interface ServerPlanning {
  readonly pinsFor: (os: HostFacts['os']) => Pins;
  readonly onFacts: (host: string, facts: HostFacts) => Promise<void>;
}

/**
 * What planning servers needs besides planning a lab: the locked versions of their packages, and a look at each server
 * that no run has changed yet, whether it can be this host at all.
 * @param seen gets the facts of every host.
 */
export function serverPlanning(
  request: {
    readonly platform: Platform;
    readonly transport: Transport;
    readonly locked: LockedVersions;
    readonly signal?: AbortSignal | undefined;
  },
  seen?: Map<string, HostFacts>,
): ServerPlanning {
  const { platform, transport, locked, signal } = request;
  const hosts = new Map(platform.hosts.map((host) => [host.name, host]));
  return {
    pinsFor: (os) => pinsOf(locked, os),
    onFacts: async (name, facts) => {
      seen?.set(name, facts);
      if (facts.lastRun !== '') return;
      const faults = judgeServer(hosts.get(name)!, facts.os, await surveyHost(transport, name, signal));
      if (faults.length > 0) throw unfit(platform, name, faults);
    },
  };
}
