import { hostsWithRole } from '../../platform/per-platform.ts';
import { backendNames } from '../../services/haproxy/lower-load-balancer.ts';
import { adminSocketPath } from '../../services/haproxy/render-load-balancer.ts';
import type { DerivePromises } from '../promise.ts';
import { judgeEach } from '../verdict.ts';

const statTimeoutMs = 20_000;

/** What each load balancer itself thinks of the web hosts. */
export const deriveServersReadyPromises: DerivePromises = ({ platform }) => {
  const loadBalancers = hostsWithRole(platform, 'loadBalancer').map(({ name }) => name);
  // Each of them has every web host; see render-backends.ts.
  const backends = backendNames(platform);
  const webHosts = hostsWithRole(platform, 'web').map(({ name }) => name);
  return [
    {
      id: 'loadBalancer.servers-ready',
      tier: 'loadBalancer',
      claim: 'Each load balancer finds every web host ready, and knows no others.',
      method:
        'Each HAProxy is asked for its statistics: checks of every server pass, none is drained or in maintenance.',
      limits: 'As fresh as the last health check.',
      questions: loadBalancers.map((host) => ({
        from: { kind: 'host', host },
        label: `${host}: show stat`,
        argv: ['socat', '-t', '5', '-', adminSocketPath],
        input: 'show stat\n',
        timeoutMs: statTimeoutMs,
      })),
      judge: judgeEach(loadBalancers, (host, answer) => {
        if (answer.kind === 'silent') return { faults: [], unknown: `${host} could not be asked: ${answer.reason}.` };
        if (answer.exitCode !== 0) return { faults: [`HAProxy of ${host} does not answer: ${answer.stderr.trim()}.`] };
        const servers = parseServers(answer.stdout).filter(({ backend }) => backends.includes(backend));
        return {
          faults: backends.flatMap((backend) => judgeBackend(host, backend, webHosts, servers)),
          evidence: `${host} finds ${servers.filter(isReady).length} of ${servers.length} servers ready`,
        };
      }),
    },
  ];
};

interface ServerState {
  readonly backend: string;
  readonly server: string;
  /** `UP`, `UP 1/3`, `DOWN`, `DRAIN`, `MAINT`, `no check`; see "show stat" in the management guide of HAProxy. */
  readonly status: string;
}

/** CSV of `show stat`: the first line names the columns. */
export function parseServers(csv: string): readonly ServerState[] {
  const [head = '', ...lines] = csv.replace(/^# /, '').trim().split('\n');
  const columns = head.split(',');
  const [backendAt, serverAt, statusAt] = ['pxname', 'svname', 'status'].map((name) => columns.indexOf(name));
  return lines.flatMap((line) => {
    const cells = line.split(',');
    const [backend, server, status] = [cells[backendAt!], cells[serverAt!], cells[statusAt!]];
    if (backend === undefined || server === undefined || status === undefined) return [];
    return ['FRONTEND', 'BACKEND'].includes(server) ? [] : [{ backend, server, status }];
  });
}

function isReady({ status }: ServerState): boolean {
  return status.startsWith('UP');
}

function judgeBackend(
  host: string,
  backend: string,
  webHosts: readonly string[],
  servers: readonly ServerState[],
): readonly string[] {
  const own = servers.filter((server) => server.backend === backend);
  const missing = webHosts.filter((name) => !own.some(({ server }) => server === name));
  const unknown = own.filter(({ server }) => !webHosts.includes(server));
  return [
    ...missing.map((name) => `${host}: the backend ${backend} should have the server ${name}, and has not.`),
    ...unknown.map(({ server }) => `${host}: the backend ${backend} has the server ${server}, which is not declared.`),
    ...own
      .filter((server) => !isReady(server) && webHosts.includes(server.server))
      .map(({ server, status }) => `${host}: ${server} in the backend ${backend} should be UP, and is ${status}.`),
  ];
}
