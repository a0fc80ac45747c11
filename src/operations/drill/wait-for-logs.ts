import { hostsWithRole } from '../../platform/per-platform.ts';
import { Failure } from '../../problems/failure.ts';
import { collectedLogs } from '../../services/collected-logs.ts';
import { accessLogPath } from '../../services/local-endpoints.ts';
import { askHost } from '../ask-host.ts';
import { poll } from '../poll.ts';
import type { DrillReach } from './reach.ts';

/** Senders try again every ten seconds at the latest. */
const LIMIT_MS = 90_000;
const INTERVAL_MS = 1_000;

/** While a monitoring host was away. */
export interface Away {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Resolves when every monitoring host has each request that a web host logged while it was away, and right before: sent
 * and not acknowledged is the easiest to lose.
 * @throws Failure that says what is still missing.
 */
export async function waitForLogs(
  { platform, transport }: Pick<DrillReach, 'platform' | 'transport'>,
  away: Away,
  signal: AbortSignal | undefined,
): Promise<void> {
  const collectors = hostsWithRole(platform, 'monitoring').map(({ name }) => name);
  const read = async (host: string, file: string): Promise<Logged | undefined> => {
    const argv = ['sh', '-c', script, 'sh', file, isoSecond(away.from, -BEFORE_MS), isoSecond(away.to, 0)];
    return parseLogged((await askHost(transport, host, argv, signal))?.stdout ?? '');
  };
  const webHosts = hostsWithRole(platform, 'web').map(({ name }) => name);
  const look = async () => {
    const originals = await Promise.all(webHosts.map((name) => read(name, accessLogPath)));
    const compared = webHosts.map(async (name, index) => {
      const own = originals[index];
      const others = collectors.map(async (collector) => {
        const got = await read(collector, `${collectedLogs.directory}/${name}/${collectedLogs.access}`);
        return complaintOf(name, own, collector, got);
      });
      return (await Promise.all(others)).filter((complaint) => complaint !== undefined);
    });
    const complaints = [...complaintsOfNone(originals), ...(await Promise.all(compared)).flat()];
    return complaints.length === 0 ? undefined : complaints.join('; ');
  };
  await poll({ look, intervalMs: INTERVAL_MS, limitMs: LIMIT_MS, failure: stillMissing, signal });
}

const BEFORE_MS = 2_000;

/** As Nginx writes it ($time_iso8601), without the zone: hosts of a lab count in UTC. */
function isoSecond(date: Date, shiftMs: number): string {
  return new Date(date.getTime() + shiftMs).toISOString().slice(0, 19);
}

/**
 * Its arguments are the file of lines of JSON, the first second and the first one after. It prints how many requests there
 * are, and what is the same for the same ones: they may come twice, and in another order. The file may have been turned.
 */
const script = `ids=$(cat "$1.1" "$1" 2>/dev/null | awk -v from="$2" -v to="$3" '
  match($0, /"time":"[^"]*"/) { at = substr($0, RSTART + 8, 19); if (at < from || at >= to) next
    if (match($0, /"request_id":"[^"]*"/)) print substr($0, RSTART, RLENGTH) }' | sort -u)
echo "$(printf '%s\\n' "$ids" | grep -c .) $(printf %s "$ids" | sha256sum | cut -c 1-64)"
`;

export interface Logged {
  readonly count: number;
  readonly digest: string;
}

export function parseLogged(text: string): Logged | undefined {
  const [, count, digest] = /^(\d+) ([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  return count === undefined || digest === undefined ? undefined : { count: Number(count), digest };
}

/** Why the copy is not the original; undefined when it is. */
export function complaintOf(
  host: string,
  own: Logged | undefined,
  collector: string,
  got: Logged | undefined,
): string | undefined {
  if (own === undefined) return `${host} does not tell what it logged`;
  if (got === undefined) return `${collector} does not tell what it has of ${host}`;
  if (own.digest === got.digest) return undefined;
  return `${collector} has ${got.count} of the ${own.count} requests that ${host} logged while it was away`;
}

/** Nothing equals nothing, and proves nothing. */
export function complaintsOfNone(originals: readonly (Logged | undefined)[]): readonly string[] {
  const isNone = originals.every((own) => own?.count === 0);
  return isNone ? ['no web host logged a request while it was away, so that nothing shows whether any was lost'] : [];
}

function stillMissing(reason: string): Failure {
  return new Failure({
    step: 'see the logs arrive',
    reason: `${reason} since everything else was back`,
    changed: 'The fault itself is healed and gone.',
    next: '`smartx logs WEB-HOST` shows what the senders say, and `smartx up` makes everything as declared.',
  });
}
