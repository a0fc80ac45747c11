import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { compile } from '../compile.ts';
import {
  type LabEvent,
  labPaths,
  publish,
  refuseForeignLab,
  refuseUnpublishable,
  removeUndeclared,
  startLab,
  undeclaredMachines,
} from '../lab/lab.ts';
import { type Platform, ports } from '../platform/platform.ts';
import { siteNameOf } from '../platform/site-name.ts';
import { openSsh } from '../transport/openssh.ts';
import { type ConvergeEvent, converge } from './converge.ts';
import { drainServers } from './drain-servers.ts';
import { environmentPaths, type LabEnvironmentPaths } from './environment-paths.ts';
import { lowerLabSpec } from './lab-spec.ts';
import { gatherMaterials } from './materials.ts';
import { recordedRun } from './recorded-run.ts';
import { rememberReleases } from './releases/release-state.ts';
import { finishRotation } from './secrets/finish-rotation.ts';

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
  | ConvergeEvent
  | { readonly kind: 'build'; readonly line: string };

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
 * @throws Failure; the next `up` goes on where this one ended.
 */
export async function up(request: UpRequest): Promise<UpResult> {
  const { environment } = request.platform;
  return recordedRun({ ...request, environment, what: 'up' }, async () => {
    await refuseForeignLab(environment, request.owner);
    if (request.publishPort !== undefined) await refuseUnpublishable(environment, request.publishPort);
    const { directory } = labPaths(environment);
    await makeReadable(dirname(directory));
    await makeReadable(directory);
    return bringUp(request, environmentPaths(environment));
  });
}

/** Everybody on this machine may read the authority's certificate; what is secret lies in closed directories below. */
async function makeReadable(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
}

async function bringUp(request: UpRequest, paths: LabEnvironmentPaths): Promise<UpResult> {
  const { platform, signal, onEvent } = request;
  const { materials, releases } = await gatherMaterials({
    platform,
    stateDirectory: paths.stateDirectory,
    cacheDirectory: paths.buildsDirectory,
    authorityFile: paths.caFile,
    now: request.now,
    signal,
    onBuild: (line) => onEvent({ kind: 'build', line }),
  });
  const manifest = compile(platform, materials);
  const spec = lowerLabSpec(platform, manifest);
  const onLabEvent = (event: LabEvent) => onEvent({ kind: 'lab', event });
  // Machines that leave serve until nobody sends them anything any more.
  await startLab(spec, { owner: request.owner, keepUndeclared: true, signal, onEvent: onLabEvent });
  const transport = openSsh({ configFile: paths.sshConfig });
  const leaving = await undeclaredMachines(spec);
  await drainServers({ platform, transport, servers: leaving, signal });

  const { changed } = await converge({
    ...request,
    manifest,
    materials,
    releases,
    transport,
    absent: new Set(leaving),
  });
  const { run, who } = request;
  const brought = { apps: platform.apps, platform, materials };
  await rememberReleases(paths.stateDirectory, brought, { when: request.now.toISOString(), who, run, what: 'up' });
  if (leaving.length > 0) await removeUndeclared(spec, { signal, onEvent: onLabEvent });
  const rotated = await finishRotation({ ...request, transport });
  if (request.publishPort !== undefined) {
    const target = { address: platform.virtualAddress, port: ports.https };
    await publish(platform.environment, { port: request.publishPort, target });
  }
  const siteName = siteNameOf(platform);
  return {
    environment: platform.environment,
    changedHosts: [...new Set([...changed, ...rotated])].sort(),
    url: `https://${siteName}/`,
    caFile: paths.caFile,
    virtualAddress: platform.virtualAddress,
    siteName,
    publishedPort: request.publishPort,
  };
}
