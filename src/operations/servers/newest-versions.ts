import type { Pins } from '../../plan/diff-installed.ts';
import type { HostFacts } from '../../plan/facts.ts';
import { combineFailures } from '../../problems/failure.ts';
import type { HostManifest, Manifest } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import { readFacts } from '../read-plan.ts';
import { runOnHost } from '../run-on-host.ts';
import { settleAll } from '../settle-all.ts';
import { type LockedVersions, osName } from './version-lock.ts';

export interface NewestVersions {
  readonly transport: Transport;
  readonly manifest: Manifest;
  readonly signal?: AbortSignal | undefined;
}

/** Fetching the lists of all sources over a slow line. */
const UPDATE_TIMEOUT_MS = 10 * 60_000;

/** Its arguments are packages. The lists are all that it changes on the host. */
const script = [
  'export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin',
  'apt-get -q -o DPkg::Lock::Timeout=120 update >&2 </dev/null || exit 1',
  'exec apt-cache policy -- "$@"',
].join('\n');

/**
 * The newest version of each package that the servers' own sources have, by operating system; of several servers the
 * first one's word counts, so that all of them get the same.
 * @throws Failure that names every server whose sources could not be read.
 */
export async function readNewestVersions({ transport, manifest, signal }: NewestVersions): Promise<LockedVersions> {
  const read = async (host: HostManifest): Promise<[HostFacts['os'], Pins]> => {
    const { os } = await readFacts(host, { transport, signal });
    const argv = ['sh', '-c', script, 'smartx', ...host.packages];
    const { stdout } = await runOnHost(
      transport,
      host.host,
      { argv, timeoutMs: UPDATE_TIMEOUT_MS, signal },
      {
        step: 'look for newer packages',
        reason: 'apt refuses',
        changed: 'Nothing was changed.',
        next: 'mend what apt says above on the host, then run the same command again.',
      },
    );
    return [os, parseCandidates(stdout)];
  };
  const { values, failures } = await settleAll(manifest.hosts.map(read));
  if (failures.length > 0) throw combineFailures(failures);
  const newest = new Map<string, Map<string, string>>();
  for (const [os, candidates] of values) {
    const known = newest.get(osName(os)) ?? new Map<string, string>();
    for (const [name, version] of candidates) if (!known.has(name)) known.set(name, version);
    newest.set(osName(os), known);
  }
  return newest;
}

/** Of apt-cache(8) policy: `name:`, and below it `  Candidate: version`, or `(none)`. */
export function parseCandidates(text: string): Pins {
  const candidates = new Map<string, string>();
  let name = '';
  for (const line of text.split('\n')) {
    const [, heading] = /^(\S+):$/.exec(line) ?? [];
    const [, version] = /^ {2}Candidate: (\S+)$/.exec(line) ?? [];
    if (heading !== undefined) name = heading;
    else if (version !== undefined && version !== '(none)') candidates.set(name, version);
  }
  return candidates;
}
