import { createServer, type Server } from 'node:http';
import type { DatabaseAgentConfig } from './config.ts';
import { FRESH_MS, judgeHealth } from './health.ts';
import type { LocalObserver } from './local-observer.ts';

/** Answers come from memory at once, so whoever needs longer to ask is not one of our load balancers. */
const REQUEST_LIMIT_MS = 2_000;
const CONNECTIONS_MAX = 200;

export interface HealthSource {
  mode: DatabaseAgentConfig['mode'];
  host: string;
  observer: Pick<LocalObserver, 'latest'>;
  /** Names of the members that this one has not heard for a while. */
  silent(): ReadonlySet<string>;
  /** The last thing the membership loop said. */
  membership(): string;
}

/** What `GET /status` and `agent status` say, a stable document. */
export interface AgentStatus {
  host: string;
  mode: DatabaseAgentConfig['mode'];
  /** The member's state, SINGLE where there is no group, UNKNOWN while mysqld does not answer. */
  state: string;
  role: string;
  primary: boolean;
  secondary: boolean;
  reason: string;
  membership: string;
  members: { name: string; state: string; role: string }[];
}

/**
 * Serves `/primary` and `/secondary` (200 or 503, for HAProxy's `option httpchk`) and `/status` (JSON). Resolves when
 * it listens; rejects when it cannot.
 */
export function serveHealth(listen: DatabaseAgentConfig['listen'], source: HealthSource): Promise<Server> {
  const server = createServer(
    { requestTimeout: REQUEST_LIMIT_MS, headersTimeout: REQUEST_LIMIT_MS },
    (request, response) => {
      const { status, type, body } = answer(request.method ?? '', request.url ?? '', source);
      response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
      response.end(request.method === 'HEAD' ? '' : body);
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.address, () => resolve(server));
  });
}

/** The status as it is now. */
export function describeStatus({ mode, host, observer, silent, membership }: HealthSource): AgentStatus {
  const observation = observer.latest();
  const now = observation.ageMs < FRESH_MS ? observation.view : undefined;
  return {
    host,
    mode,
    state: now === undefined ? 'UNKNOWN' : mode === 'single' ? 'SINGLE' : now.state,
    role: now?.role ?? '',
    ...judgeHealth(mode, observation, silent()),
    membership: membership(),
    members: (now?.members ?? []).map(({ name, state, role }) => ({ name, state, role })),
  };
}

interface Answer {
  status: number;
  type: string;
  body: string;
}

function answer(method: string, url: string, source: HealthSource): Answer {
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'only GET and HEAD');
  if (url === '/status')
    return { status: 200, type: 'application/json', body: `${JSON.stringify(describeStatus(source))}\n` };
  if (url !== '/primary' && url !== '/secondary') return text(404, 'try /primary, /secondary or /status');
  const health = judgeHealth(source.mode, source.observer.latest(), source.silent());
  return text((url === '/primary' ? health.primary : health.secondary) ? 200 : 503, health.reason);
}

function text(status: number, body: string): Answer {
  return { status, type: 'text/plain', body: `${body}\n` };
}
