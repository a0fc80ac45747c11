import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Platform } from '../platform/platform.ts';
import { Failure } from '../problems/failure.ts';
import type { KeyPair, Materials } from '../services/manifest.ts';
import { type Certificates, ensureCertificates, type LeafRequest, publishAuthority } from './certificates.ts';
import { type PackedRelease, packRelease } from './pack-release.ts';
import { ensureSecrets } from './secrets.ts';

export interface MaterialsRequest {
  readonly platform: Platform;
  /** Where the environment keeps its secrets and keys. */
  readonly stateDirectory: string;
  /** Where packed releases and bundles are kept; shared by all environments of this machine. */
  readonly cacheDirectory: string;
  /** Where the authority's certificate is put for everybody to read. */
  readonly authorityFile: string;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
  readonly onBuild?: ((line: string) => void) | undefined;
}

export interface GatheredMaterials {
  readonly materials: Materials;
  readonly releases: readonly PackedRelease[];
}

/** Name under which clients check a database member's certificate; no address of it is ever looked up. */
export const databaseServerName = 'database.internal';

const SITE = 'site';

/** Makes or reads everything that the compiler needs besides the declaration. */
export async function gatherMaterials(request: MaterialsRequest): Promise<GatheredMaterials> {
  const { platform, stateDirectory, signal } = request;
  const certificateDirectory = join(stateDirectory, 'certificates');
  const [secrets, certificates, releases, databaseAgent] = await Promise.all([
    ensureSecrets(join(stateDirectory, 'secrets.json')),
    ensureCertificates(certificateDirectory, authorityTitle(platform), leafRequests(platform), request.now, signal),
    packReleases(request),
    bundleAgent(request.cacheDirectory),
  ]);
  await publishAuthority(certificateDirectory, request.authorityFile);
  const idOf = (name: PackedRelease['name']) => releases.find((release) => release.name === name)?.id;
  const app = idOf('app');
  if (app === undefined) throw new Error('the application was not packed');
  return {
    materials: {
      secrets,
      certificates: {
        authority: certificates.authority,
        site: await sitePair(platform, certificates),
        hosts: Object.fromEntries(platform.hosts.map(({ name }) => [name, pairOf(certificates, name)])),
      },
      releases: { app, static: idOf('static') },
      databaseAgent,
    },
    releases,
  };
}

function authorityTitle({ domain, environment }: Platform): string {
  return `Smartx authority of ${domain} (${environment})`.slice(0, 64);
}

function leafRequests(platform: Platform): LeafRequest[] {
  const hosts = platform.hosts.map(({ name, roles, privateAddress }) => ({
    name,
    dnsNames: roles.includes('database') ? [name, databaseServerName] : [name],
    addresses: [privateAddress],
  }));
  if (platform.tls.source.kind === 'files') return hosts;
  // A browser on this machine reaches a published lab as localhost.
  return [...hosts, { name: SITE, dnsNames: [...platform.siteNames, 'localhost'], addresses: ['127.0.0.1'] }];
}

async function sitePair({ tls }: Platform, certificates: Certificates): Promise<KeyPair> {
  if (tls.source.kind === 'lab-ca') return pairOf(certificates, SITE);
  const { certificateFile, keyFile } = tls.source;
  const read = (file: string) =>
    readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new Failure({
        step: "read the site's certificate",
        reason: `${file}: ${error.message}`,
        changed: 'Nothing was changed.',
        next: 'see tls.certificate in smartx.config.ts; the files must be readable by whoever runs smartx.',
      });
    });
  return { certificate: await read(certificateFile), key: await read(keyFile) };
}

function pairOf(certificates: Certificates, name: string): KeyPair {
  const pair = certificates.leaves.get(name);
  if (pair === undefined) throw new Error(`no certificate was made for ${name}`);
  return pair;
}

async function packReleases({ platform, cacheDirectory, signal, onBuild }: MaterialsRequest): Promise<PackedRelease[]> {
  const { app, web } = platform;
  const common = { cacheDirectory, signal, onBuild };
  const packing = [packRelease({ ...common, name: 'app', directory: app.directory, build: app.build })];
  if (web.staticDirectory !== undefined) {
    packing.push(packRelease({ ...common, name: 'static', directory: web.staticDirectory, build: undefined }));
  }
  return Promise.all(packing);
}

/** Bundling starts a second process, so its result is kept under a hash of what goes in. */
async function bundleAgent(cacheDirectory: string): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const sources = (await readdir(join(root, 'agent'))).filter((name) => name.endsWith('.ts')).sort();
  const hash = createHash('sha256').update(await readFile(join(root, 'package-lock.json')));
  for (const name of sources) hash.update(name).update(await readFile(join(root, 'agent', name)));
  const file = join(cacheDirectory, `database-agent-${hash.digest('hex').slice(0, 16)}.mjs`);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { bundleDatabaseAgent } = await import('../../agent/bundle.ts');
  const text = await bundleDatabaseAgent();
  await mkdir(cacheDirectory, { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, text);
  await rename(fresh, file);
  return text;
}
