import type { Flow, FlowSource, FlowTarget, Platform, Role } from '../platform/platform.ts';

/**
 * What the dashboard knows of the platform before it asks anything: `/platform.json` on each monitoring host. It has nothing
 * secret in it, and nothing that moves.
 */
export interface PlatformDocument {
  readonly environment: string;
  readonly domain: string;
  /** `https://www.foobar.com/` */
  readonly siteUrl: string;
  readonly virtualAddress: string;
  readonly objective: DocumentObjective;
  readonly scrapeIntervalSeconds: number;
  readonly retentionDays: number;
  /** Sorted as in Platform. */
  readonly hosts: readonly DocumentHost[];
  readonly flows: readonly DocumentFlow[];
  readonly apps: readonly DocumentApp[];
}

/** Shares are ratios: 0.999 is declared as 99.9. */
export interface DocumentObjective {
  /** Of all requests, those that no server failed. */
  readonly availability: number;
  readonly latencySeconds: number;
  /** Of all requests, those that are answered within `latencySeconds`. */
  readonly latency: number;
}

export interface DocumentHost {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly privateAddress: string;
  readonly publicAddress?: string;
}

export interface DocumentFlow {
  readonly from: Role | 'internet' | 'admin';
  readonly to: Role | 'everyHost' | 'virtualAddress';
  /** Missing of protocols without ports. */
  readonly port?: number;
  readonly protocol: Flow['protocol'];
  readonly why: string;
}

export interface DocumentApp {
  readonly id: string;
  /** Missing of the only one. */
  readonly name?: string;
  readonly url: string;
}

export function platformDocument(platform: Platform): PlatformDocument {
  const { environment, domain, virtualAddress, monitoring } = platform;
  const { availabilityRatio, latencySeconds, latencyRatio } = monitoring.objective;
  return {
    environment,
    domain,
    siteUrl: `https://${platform.siteNames[0]}/`,
    virtualAddress,
    objective: { availability: availabilityRatio, latencySeconds, latency: latencyRatio },
    scrapeIntervalSeconds: monitoring.scrapeIntervalSeconds,
    retentionDays: monitoring.retentionDays,
    hosts: platform.hosts.map(({ name, roles, privateAddress, publicAddress }) => ({
      ...{ name, roles, privateAddress },
      ...(publicAddress === undefined ? {} : { publicAddress }),
    })),
    flows: platform.flows.map(({ from, to, port, protocol, why }) => ({
      ...{ from: endName(from), to: endName(to) },
      ...(port === undefined ? {} : { port }),
      ...{ protocol, why },
    })),
    apps: platform.apps.map(({ id, name, hostNames, path }) => ({
      id,
      ...(name === undefined ? {} : { name }),
      url: `https://${hostNames[0]}${path}`,
    })),
  };
}

type End = FlowSource | FlowTarget;
type EndName<T extends End> = T extends { readonly kind: 'role' } ? Role : T['kind'];

function endName<T extends End>(end: T): EndName<T> {
  return (end.kind === 'role' ? end.role : end.kind) as EndName<T>;
}
