import { refuseForeignLab } from '../../lab/lab.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import { Failure } from '../../problems/failure.ts';
import type { SecretName } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import { readDatabaseStatus } from '../database/read-database-status.ts';
import { pathsOf } from '../environment-paths.ts';
import { readEnvironment } from '../read-environment.ts';
import { recordedRun } from '../recorded-run.ts';
import type { Credentials } from '../transport-of.ts';
import { isSiteWell } from '../wait-until-well.ts';
import { makeSecret } from './ensure-secrets.ts';
import { type FinishRotation, finishRotation, lookForRotation } from './finish-rotation.ts';
import { beginRotation } from './rotation.ts';
import { type SecretStore, secretStores } from './secret-store.ts';

export interface RotateDatabase extends Omit<FinishRotation, 'transport'> {
  /** Folder of the declaration: a lab belongs to one. */
  readonly owner: string;
  /** Which passwords, when none are under way. */
  readonly names: readonly SecretName[];
  readonly credentials?: Credentials | undefined;
  /** Whether to go on, once it is known what would happen. */
  readonly confirm: (about: RotationToCome) => Promise<boolean>;
}

export interface RotationToCome {
  readonly names: readonly string[];
  /** When it was begun, of one that was cut off; undefined for a new one. RFC 3339. */
  readonly begun: string | undefined;
  /** Hosts whose application restarts, one after the other. */
  readonly restarts: readonly string[];
}

export interface RotatedDatabase {
  readonly environment: string;
  readonly names: readonly string[];
  /** False when it was not confirmed. */
  readonly rotated: boolean;
  /** Sorted. */
  readonly changedHosts: readonly string[];
}

/**
 * Gives accounts of the database new passwords, and brings them to the hosts without an outage: the database takes both,
 * then the applications get the new one, then the old one is forgotten. One that was cut off is finished instead.
 * @throws EnvironmentLocked, Failure
 */
export async function rotateDatabase(request: RotateDatabase): Promise<RotatedDatabase> {
  const { platform } = request;
  const { environment } = platform;
  const { journalDirectory } = pathsOf(platform);
  const what = 'secrets rotate database';
  return recordedRun({ ...request, environment, journalDirectory, what }, () => rotateLocked(request));
}

async function rotateLocked(request: RotateDatabase): Promise<RotatedDatabase> {
  const { platform, owner, credentials, now } = request;
  const { environment } = platform;
  if (platform.provider === 'lab') await refuseForeignLab(environment, owner);
  const step = `rotate passwords of '${environment}'`;
  const { transport } = await readEnvironment(platform, step, credentials);
  const { generated } = secretStores(platform, pathsOf(platform).stateDirectory);
  const before = (await generated.read())?.rotation;
  const names = before === undefined ? request.names : (Object.keys(before.others) as SecretName[]);
  if (before === undefined) await refuseUnwell(request, transport, step);
  const restarts = hostsWithRole(platform, 'app').map(({ name }) => name);
  if (!(await request.confirm({ names, begun: before?.begun, restarts }))) {
    return { environment, names, rotated: false, changedHosts: [] };
  }
  if (before === undefined) await begin(generated, names, now);
  return { environment, names, rotated: true, changedHosts: await finishRotation({ ...request, transport }) };
}

async function begin(store: SecretStore, names: readonly SecretName[], now: Date): Promise<void> {
  const document = await store.read();
  if (document === undefined) throw new Error('the environment has no secrets, and was read a moment ago');
  const others: Partial<Record<SecretName, string>> = {};
  for (const name of names) others[name] = (await makeSecret(name, now)).value;
  await store.write(beginRotation(document, others, now.toISOString()));
}

/** A change that nobody is to notice begins with everything well, and nothing else to be done. */
async function refuseUnwell(request: RotateDatabase, transport: Transport, step: string): Promise<void> {
  const { platform, signal } = request;
  const { materials } = await lookForRotation({ ...request, transport });
  const refuse = (reason: string, next: string) => new Failure({ step, reason, changed: 'Nothing was changed.', next });
  const { whole, members } = await readDatabaseStatus(platform, transport, signal);
  const states = members.map(({ host, role, state }) => `${host} is ${role ?? state}`).join(', ');
  if (!whole) throw refuse(`the database is not whole: ${states}`, 'smartx db status tells more.');
  if (await isSiteWell({ platform, transport, authority: materials.certificates.authority, signal })) return;
  throw refuse('the site does not answer through every tier', 'smartx status and smartx logs tell more.');
}
