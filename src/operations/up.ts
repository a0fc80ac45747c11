import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compile } from '../compile.ts';
import { openJournal, type Run } from '../journal/journal.ts';
import { type LabEvent, labPaths, publish, refuseForeignLab, startLab } from '../lab/lab.ts';
import { type Platform, ports } from '../platform/platform.ts';
import { openSsh } from '../transport/openssh.ts';
import { apply } from './apply.ts';
import type { ApplyEvent } from './events.ts';
import { lowerLabSpec } from './lab-spec.ts';
import { secretTexts } from './mask-secrets.ts';
import { gatherMaterials } from './materials.ts';
import { readPlan } from './read-plan.ts';
import { waitForServers } from './wait-for-servers.ts';
import { isSiteWell, readPrimaries, waitForDatabase, waitForSite } from './wait-until-well.ts';

/** What packed releases and bundles are kept in, for all labs of this machine. */
export const buildsDirectory = '/var/lib/smartx/builds';

export interface UpRequest {
  readonly platform: Platform;
  /** Folder of the declaration: a lab belongs to one. */
  readonly owner: string;
  /** Id of this run, for locks and audit lines. */
  readonly run: string;
  /** For locks and audit lines: `root@machine`. */
  readonly who: string;
  readonly now: Date;
  /** Port on 127.0.0.1 that leads to the site; undefined for none. */
  readonly publishPort?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: (event: UpEvent) => void;
}

export type UpEvent =
  | { readonly kind: 'lab'; readonly event: LabEvent }
  | { readonly kind: 'apply'; readonly event: ApplyEvent }
  | { readonly kind: 'build'; readonly line: string }
  | { readonly kind: 'wait'; readonly what: 'site' | 'database'; readonly state: 'start' | 'ok' };

/** How to reach what is up now. */
export interface UpResult {
  readonly environment: string;
  /** Sorted; empty when there was nothing to do. */
  readonly changedHosts: readonly string[];
  readonly url: string;
  readonly caFile: string;
  readonly virtualAddress: string;
  readonly siteName: string;
  readonly publishedPort: number | undefined;
}

/**
 * Brings a lab's platform up and converges it to the declaration, whatever an earlier attempt left. Resolves when the
 * site answers through every tier and the database is whole.
 * @throws LabFailure or Failure; the next `up` goes on where this one ended.
 */
export async function up(request: UpRequest): Promise<UpResult> {
  const { platform, signal } = request;
  const paths = labPaths(platform.environment);
  const stateDirectory = join(paths.directory, 'state');
  const caFile = join(paths.directory, 'ca.crt');
  await refuseForeignLab(platform.environment, request.owner);
  await makeReadable(dirname(paths.directory));
  await makeReadable(paths.directory);
  const journal = await openJournal(stateDirectory);
  const lock = await journal.lock(`up by ${request.who}`);
  const record = (outcome: Run['outcome']) =>
    journal.record({ id: request.run, when: request.now.toISOString(), who: request.who, what: 'up', outcome });
  try {
    const result = await converge(request, stateDirectory, caFile);
    await record('ok');
    return result;
  } catch (error) {
    await record(signal?.aborted ? 'interrupted' : 'failed');
    throw error;
  } finally {
    await lock.release();
  }
}

/** Everybody on this machine may read the authority's certificate; what is secret lies in closed directories below. */
async function makeReadable(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
}

async function converge(request: UpRequest, stateDirectory: string, caFile: string): Promise<UpResult> {
  const { platform, signal, onEvent } = request;
  const paths = labPaths(platform.environment);
  const { materials, releases } = await gatherMaterials({
    platform,
    stateDirectory,
    cacheDirectory: buildsDirectory,
    authorityFile: caFile,
    now: request.now,
    signal,
    onBuild: (line) => onEvent({ kind: 'build', line }),
  });
  const manifest = compile(platform, materials);
  await startLab(lowerLabSpec(platform, manifest), {
    owner: request.owner,
    signal,
    onEvent: (event) => onEvent({ kind: 'lab', event }),
  });

  const transport = openSsh({ configFile: paths.sshConfig });
  const onApplyEvent = (event: ApplyEvent) => onEvent({ kind: 'apply', event });
  const plan = await readPlan({ transport, manifest, onEvent: onApplyEvent, signal });
  const wait = { platform, authority: materials.certificates.authority, transport, signal };
  const waiting = async (what: 'site' | 'database') => {
    onEvent({ kind: 'wait', what, state: 'start' });
    await (what === 'site' ? waitForSite(wait) : waitForDatabase(wait));
    onEvent({ kind: 'wait', what, state: 'ok' });
  };
  const { changed } = await apply({
    transport,
    manifest,
    plan,
    platform,
    releaseFiles: new Map(releases.map(({ name, file }) => [name, file])),
    run: request.run,
    who: request.who,
    secrets: secretTexts(materials),
    // Restarted last, so that the primary's role moves once and not from member to member.
    last: plan.hosts.some(({ steps }) => steps.length > 0) ? await readPrimaries(wait) : [],
    onEvent: onApplyEvent,
    signal,
    isWell: () => isSiteWell(wait),
    gate: async () => {
      await waitForServers({ platform, transport, signal });
      await waiting('database');
      await waiting('site');
    },
  });
  await waiting('site');
  await waiting('database');
  if (request.publishPort !== undefined) {
    const target = { address: platform.virtualAddress, port: ports.https };
    await publish(platform.environment, { port: request.publishPort, target });
  }
  const siteName = platform.siteNames[0] ?? platform.domain;
  return {
    environment: platform.environment,
    changedHosts: [...changed].sort(),
    url: `https://${siteName}/`,
    caFile,
    virtualAddress: platform.virtualAddress,
    siteName,
    publishedPort: request.publishPort,
  };
}
