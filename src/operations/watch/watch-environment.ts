import type { Mark } from '../../overview/marks.ts';
import type { Overview } from '../../overview/overview.ts';
import { type PlatformDocument, platformDocument } from '../../overview/platform-document.ts';
import { isSeldom, overviewQueries, type QueryName } from '../../overview/queries.ts';
import { readOverview } from '../../overview/read-overview.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Transport } from '../../transport/transport.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import { type EnvironmentStatus, readStatus } from '../read-status.ts';
import { type Credentials, transportOf } from '../transport-of.ts';
import { type MonitoringAnswer, monitoringScript, parseMonitoring } from './monitoring-script.ts';

/** A look at the whole environment. */
export type Look =
  /** Through the monitoring. */
  | {
      readonly source: 'monitoring';
      /** Whose Prometheus was asked. */
      readonly host: string;
      readonly overview: Overview;
      /** Newest last. */
      readonly marks: readonly Mark[];
    }
  /** At each host, since the monitoring cannot be asked. */
  | { readonly source: 'hosts'; readonly why: string; readonly status: EnvironmentStatus };

export interface Watch {
  readonly document: PlatformDocument;
  /** @throws the signal's reason when it was aborted. */
  readonly look: (now: Date, signal?: AbortSignal) => Promise<Look>;
  /** What the monitoring said last, older by now; undefined when it was not asked, or did not answer. */
  readonly again: (now: Date) => Look | undefined;
}

/** What may be put in place of the real ones by a test. */
export interface WatchTools {
  readonly transport: Transport;
  readonly readStatus: (now: Date) => Promise<EnvironmentStatus>;
}

export async function openWatch(platform: Platform, credentials?: Credentials): Promise<Watch> {
  return watchWith(platform, {
    transport: await transportOf(platform, credentials),
    readStatus: (now) => readStatus(platform, now, credentials),
  });
}

/** Whoever looks again every two seconds does not wait longer for one host. */
const ASK_TIMEOUT_MS = 4_000;

/** Looks through the monitoring host that answered last, or another one, or at each host when none of them answers. */
export function watchWith(platform: Platform, { transport, readStatus: lookAtHosts }: WatchTools): Watch {
  const document = platformDocument(platform);
  let hosts = hostsWithRole(platform, 'monitoring').map(({ name }) => name);
  const kept = new Map<string, Kept>();
  let last: Told | undefined;
  const look = async (now: Date, signal?: AbortSignal): Promise<Look> => {
    const troubles: string[] = [];
    for (const host of hosts) {
      const answer = await ask(transport, host, kept, now, signal);
      if (typeof answer === 'string') {
        troubles.push(answer);
        continue;
      }
      const told = { host, answer, askedAt: now };
      const seen = lookFrom(document, told, now);
      if (seen.overview.figures.state === 'gone') {
        troubles.push(`${host}: ${seen.overview.figures.reason}`);
        continue;
      }
      hosts = [host, ...hosts.filter((name) => name !== host)];
      last = told;
      return seen;
    }
    signal?.throwIfAborted();
    last = undefined;
    const why = troubles.join('; ') || 'there is no monitoring host';
    return { source: 'hosts', why, status: await lookAtHosts(now) };
  };
  return { document, look, again: (now) => last && lookFrom(document, last, now) };
}

interface Told {
  readonly host: string;
  readonly answer: MonitoringAnswer;
  readonly askedAt: Date;
}

function lookFrom(document: PlatformDocument, { host, answer, askedAt }: Told, now: Date) {
  const answers = { askedAtSeconds: askedAt.getTime() / 1_000, bodies: answer.bodies };
  const overview = readOverview(document, answers, now.getTime() / 1_000);
  return { source: 'monitoring', host, overview, marks: answer.marks } as const;
}

/** What is about days is asked once a minute, and kept. By host, as each has its own history. */
interface Kept {
  readonly askedAtMs: number;
  readonly bodies: MonitoringAnswer['bodies'];
}

const seldomMs = 60_000;
const all: readonly QueryName[] = overviewQueries.map(({ name }) => name);
const seldom: readonly QueryName[] = overviewQueries.filter(isSeldom).map(({ name }) => name);
const often = all.filter((name) => !seldom.includes(name));

/** The answer of one monitoring host, or why there is none. */
async function ask(
  transport: Transport,
  host: string,
  kept: Map<string, Kept>,
  now: Date,
  signal: AbortSignal | undefined,
): Promise<MonitoringAnswer | string> {
  const before = kept.get(host);
  const due = before === undefined || now.getTime() - before.askedAtMs >= seldomMs;
  const names = due ? all : often;
  try {
    const input = monitoringScript(names);
    const { stdout } = await transport.run(host, { argv: ['sh', '-s'], input, timeoutMs: ASK_TIMEOUT_MS, signal });
    const { bodies, marks } = parseMonitoring(stdout, names);
    const later = seldom.flatMap((name) => (bodies[name] === undefined ? [] : [[name, bodies[name]] as const]));
    // A Prometheus that did not answer is asked for everything the next time.
    if (due && later.length > 0) kept.set(host, { askedAtMs: now.getTime(), bodies: Object.fromEntries(later) });
    return { bodies: { ...before?.bodies, ...bodies }, marks };
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    return `${host}: ${error.reason}`;
  }
}
