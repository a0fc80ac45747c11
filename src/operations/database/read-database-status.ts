import { hostsWithRole } from '../../platform/per-platform.ts';
import { type Host, type Platform, ports } from '../../platform/platform.ts';
import {
  parseServerFacts,
  type ServerFacts,
  serverFactsCommand,
  serverFactsQuery,
} from '../../services/mysql/facts.ts';
import { paths } from '../../services/mysql/paths.ts';
import type { Transport } from '../../transport/transport.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import { type MemberStatus, parseMemberStatus } from '../member-status.ts';

/** What `smartx db status --json` prints. Fields are added, never renamed; `version` changes if that must be broken. */
export interface DatabaseStatus {
  readonly version: 1;
  readonly environment: string;
  readonly mode: 'group' | 'single';
  /** Every member answers and is online, and exactly one takes writes. */
  readonly whole: boolean;
  readonly primary: string | null;
  /** How many more members may fail at the same time while somebody still takes writes. */
  readonly mayFail: number;
  readonly members: readonly DatabaseMember[];
}

export interface DatabaseMember {
  readonly host: string;
  /** What it does now; null when it serves nobody. */
  readonly role: 'primary' | 'secondary' | null;
  /** As the group says it: ONLINE, RECOVERING…; SINGLE without a group; `unreachable`. */
  readonly state: string;
  /** For people: why it serves nobody, or what is going on. */
  readonly reason: string;
  /** Null where it did not answer. */
  readonly server: (Omit<ServerFacts, 'members'> & { readonly dataBytes: number }) | null;
}

const STATUS_TIMEOUT_MS = 15_000;
const mark = '@@';

/** Asks every member what it is, all at the same time, one round trip each. Changes nothing. */
export async function readDatabaseStatus(
  platform: Platform,
  transport: Transport,
  signal?: AbortSignal,
): Promise<DatabaseStatus> {
  const { environment, database } = platform;
  const members = await Promise.all(
    hostsWithRole(platform, 'database').map((host) => readMember(platform, host, transport, signal)),
  );
  const primaries = members.filter(({ role }) => role === 'primary');
  const online = members.filter(({ role }) => role !== null).length;
  return {
    version: 1,
    environment,
    mode: database.mode,
    whole: online === members.length && primaries.length === 1,
    primary: primaries.length === 1 ? primaries[0]!.host : null,
    // A majority of those that are there must remain (Group Replication, Fault-tolerance).
    mayFail: database.mode === 'group' && primaries.length === 1 ? Math.max(0, Math.floor((online - 1) / 2)) : 0,
    members,
  };
}

async function readMember(
  platform: Platform,
  host: Host,
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<DatabaseMember> {
  const url = `http://${host.privateAddress}:${ports.databaseHealth}/status`;
  const script = [
    `curl -s --max-time 2 ${url}; echo '${mark}'`,
    `du -s --block-size=1 ${paths.dataDirectory} | cut -f1; echo '${mark}'`,
    'exec "$@"',
  ].join('\n');
  const argv = ['sh', '-c', script, 'smartx', ...serverFactsCommand];
  const input = serverFactsQuery(platform.apps.map(({ schema }) => schema));
  try {
    const { stdout, stderr } = await transport.run(host.name, { argv, input, timeoutMs: STATUS_TIMEOUT_MS, signal });
    const [status = '', size = '', facts = ''] = stdout.split(`${mark}\n`);
    return describe(host.name, parseMemberStatus(status), parseServerFacts(facts), Number(size), stderr);
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    return { host: host.name, role: null, state: 'unreachable', reason: error.reason, server: null };
  }
}

function describe(
  host: string,
  status: MemberStatus | undefined,
  facts: ServerFacts | undefined,
  dataBytes: number,
  stderr: string,
): DatabaseMember {
  const role = status?.primary ? 'primary' : status?.secondary ? 'secondary' : null;
  const said = stderr.trim().split('\n').at(-1) ?? '';
  if (facts === undefined) {
    return { host, role, state: status?.state ?? 'down', reason: said || 'the server does not answer', server: null };
  }
  const { members, ...server } = facts;
  return {
    host,
    role,
    state: status?.state ?? members.find((member) => member.host === host)?.state ?? 'unknown',
    reason: role === null ? (status?.reason ?? 'its agent does not answer') : '',
    server: { ...server, dataBytes },
  };
}
