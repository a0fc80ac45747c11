import type { Role } from '../platform/platform.ts';
import type { Edge, EdgeEnd, Traffic } from './overview.ts';
import type { PlatformDocument } from './platform-document.ts';
import { recorded, type Sample, type Samples } from './samples.ts';

/** Requests from users through the load balancers to the web hosts, and queries of the applications. */
export function readEdges({ hosts }: PlatformDocument, samples: Samples): readonly Edge[] {
  const named = (role: Role) => hosts.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
  const rate = (series: string, host: string, server?: string) =>
    recorded(samples, series).find(({ labels }) => labels.host === host && labels.server === server)?.value;
  const loadBalancers = named('loadBalancer');
  return [
    ...loadBalancers.map((to) => edge('requests', { kind: 'users' }, host(to), rate('smartx:lb_requests:rate1m', to))),
    ...loadBalancers.flatMap((from) =>
      named('web').map((to) => edge('requests', host(from), host(to), rate('smartx:edge_requests:rate1m', from, to))),
    ),
    ...named('database').map((to) =>
      edge('queries', { kind: 'applications' }, host(to), rate('smartx:database_queries:rate1m', to)),
    ),
    ...named('dns').map((to) => edge('queries', { kind: 'users' }, host(to), rate('smartx:dns_queries:rate1m', to))),
  ];
}

function host(name: string): EdgeEnd {
  return { kind: 'host', host: name };
}

function edge(of: Edge['of'], from: EdgeEnd, to: EdgeEnd, perSecond: number | undefined): Edge {
  return { of, from, to, perSecond };
}

export function readTraffic(samples: Samples): Traffic {
  const responses = recorded(samples, 'smartx:responses:rate1m').filter(({ labels }) => labels.code !== undefined);
  const all = sum(responses);
  const errors = sum(responses.filter(({ labels }) => labels.code?.startsWith('5')));
  return {
    requestsPerSecond: sum(recorded(samples, 'smartx:lb_requests:rate1m')) ?? all,
    // Without any response there is no error either.
    errorRatio: all === undefined ? undefined : all === 0 ? 0 : (errors ?? 0) / all,
    responsesPerSecond: Object.fromEntries(responses.map(({ labels, value }) => [labels.code, value])),
    latencySeconds: Object.fromEntries(
      percentiles.flatMap((one) => {
        const worst = recorded(samples, `smartx:request_duration_seconds:${one}`).map(({ value }) => value);
        return worst.length === 0 ? [] : [[one, Math.max(...worst)]];
      }),
    ),
    databaseQueriesPerSecond: sum(recorded(samples, 'smartx:database_queries:rate1m')),
    dnsQueriesPerSecond: sum(recorded(samples, 'smartx:dns_queries:rate1m')),
  };
}

const percentiles = ['p50', 'p95', 'p99'] as const;

function sum(samples: readonly Sample[]): number | undefined {
  return samples.length === 0 ? undefined : samples.reduce((total, { value }) => total + value, 0);
}
