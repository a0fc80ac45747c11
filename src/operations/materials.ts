import { join } from 'node:path';
import { siteApp } from '../platform/chosen-apps.ts';
import type { App, Platform } from '../platform/platform.ts';
import type { KeyPair, Materials } from '../services/manifest.ts';
import { type Certificates, ensureCertificates, type LeafRequest, publishAuthority } from './certificates.ts';
import { dashboardLogin } from './dashboard/login.ts';
import { ensureDashboard, findDashboardId } from './dashboard/release.ts';
import { backupMaterials } from './database/backup-materials.ts';
import { ensureDatabaseAgent, readDatabaseAgent } from './database-agent.ts';
import { findPackedId, type PackedRelease, type PackRequest, packRelease } from './pack-release.ts';
import { readDeclaredFile } from './read-declared-file.ts';
import { findPacked } from './releases/find-packed.ts';
import { pinnedRelease, type ReleaseIds, readReleaseState } from './releases/release-state.ts';
import { ensureSecrets, readSecretMaterials } from './secrets/ensure-secrets.ts';
import { bringCertificates, keepCertificates, readKnownPairs } from './secrets/shared-certificates.ts';

export interface MaterialsRequest {
  readonly platform: Platform;
  /** Where the environment keeps its keys; a lab its secrets, too. */
  readonly stateDirectory: string;
  /** Where packed releases and bundles are kept; shared by all environments of this machine. */
  readonly cacheDirectory: string;
  /** Where the authority's certificate is put for everybody to read. */
  readonly authorityFile: string;
  readonly now: Date;
  /**
   * Which release of an application, by its id: the present sources, or a certain one; without it the one that an operator
   * went back to, else the sources.
   */
  readonly wanted?: Readonly<Record<string, 'sources' | ReleaseIds | undefined>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onBuild?: ((line: string) => void) | undefined;
}

export interface GatheredMaterials {
  readonly materials: Materials;
  readonly releases: readonly PackedRelease[];
}

/** Name under which clients check a database member's certificate; no address of it is ever looked up. */
export const databaseServerName = 'database.internal';
/** Many clients of the database, PHP's among them, can check no other name than the address that they connect to. */
const loopbackAddress = '127.0.0.1';

const SITE = 'site';

/** Makes or reads everything that the compiler needs besides the declaration. */
export async function gatherMaterials(request: MaterialsRequest): Promise<GatheredMaterials> {
  const { platform, stateDirectory, signal } = request;
  const certificateDirectory = join(stateDirectory, 'certificates');
  // First: an application that lacks a secret is told of before anything is built.
  const secretMaterials = await ensureSecrets(platform, stateDirectory, request.now);
  await bringCertificates({ platform, stateDirectory, certificateDirectory });
  const [certificates, releases, dashboard, login, databaseAgent] = await Promise.all([
    ensureCertificates(certificateDirectory, authorityTitle(platform), leafRequests(platform), request.now, signal),
    chooseReleases(request),
    hasDashboard(platform) ? ensureDashboard(request) : undefined,
    dashboardLogin(platform, secretMaterials.secrets.dashboardPassword),
    ensureDatabaseAgent(request.cacheDirectory),
  ]);
  await keepCertificates({ platform, stateDirectory, certificateDirectory });
  await publishAuthority(certificateDirectory, request.authorityFile);
  return {
    materials: {
      ...secretMaterials,
      certificates: await materialCertificates(platform, certificates),
      releases: { apps: releases.apps, static: releases.static },
      aptKey: await readAptKey(platform),
      databaseAgent,
      dashboard: { release: dashboard?.id ?? NOT_PACKED, login },
      backup: await backupMaterials(platform, secretMaterials.secrets.backupIdentity, () =>
        ensureDatabaseAgent(request.cacheDirectory, 'backup'),
      ),
    },
    releases: [...releases.packed, ...(dashboard === undefined ? [] : [dashboard])],
  };
}

/** Stands for the release of sources that have not been packed since they changed; no host can have it. */
const NOT_PACKED = 'not-packed-yet';

type ReadMaterialsRequest = Pick<MaterialsRequest, 'platform' | 'stateDirectory' | 'cacheDirectory'>;

/**
 * What the environment was brought up with, read and nothing made or renewed; undefined when it never was. Sources
 * that have changed since then make a release that no host has, which is the truth.
 */
export async function readMaterials(request: ReadMaterialsRequest): Promise<Materials | undefined> {
  const { platform, stateDirectory, cacheDirectory } = request;
  const [secrets, certificates, releases, dashboard, databaseAgent] = await Promise.all([
    readSecretMaterials(platform, stateDirectory),
    readMaterialCertificates(platform, stateDirectory),
    readReleaseIds(request),
    findDashboardId(cacheDirectory),
    readDatabaseAgent(cacheDirectory),
  ]);
  if (certificates === undefined || secrets === undefined) return undefined;
  return {
    ...secrets,
    certificates,
    releases,
    aptKey: await readAptKey(platform),
    databaseAgent,
    dashboard: {
      release: dashboard ?? NOT_PACKED,
      login: await dashboardLogin(platform, secrets.secrets.dashboardPassword),
    },
    backup: await backupMaterials(platform, secrets.secrets.backupIdentity, () =>
      readDatabaseAgent(cacheDirectory, 'backup'),
    ),
  };
}

/** The certificates that an environment was brought up with; undefined when it never was, or with other hosts. */
export async function readMaterialCertificates(
  platform: Platform,
  stateDirectory: string,
): Promise<Materials['certificates'] | undefined> {
  const certificateDirectory = join(stateDirectory, 'certificates');
  const { authority, ...others } = await readKnownPairs({ platform, stateDirectory, certificateDirectory });
  const leaves = new Map(Object.entries(others));
  if (authority === undefined || leafRequests(platform).some(({ name }) => !leaves.has(name))) return undefined;
  return materialCertificates(platform, { authority: authority.certificate, leaves });
}

async function materialCertificates(platform: Platform, certificates: Certificates) {
  return {
    authority: certificates.authority,
    site: await sitePair(platform, certificates),
    hosts: Object.fromEntries(platform.hosts.map(({ name }) => [name, pairOf(certificates, name)])),
  };
}

function hasDashboard({ hosts }: Platform): boolean {
  return hosts.some(({ roles }) => roles.includes('monitoring'));
}

function authorityTitle({ domain, environment }: Platform): string {
  return `Smartx authority of ${domain} (${environment})`.slice(0, 64);
}

function leafRequests(platform: Platform): LeafRequest[] {
  const hosts = platform.hosts.map(({ name, roles, privateAddress }) => {
    const isDatabase = roles.includes('database');
    // At the end of a tunnel a browser knows the dashboard as localhost.
    const isMonitoring = roles.includes('monitoring');
    return {
      name,
      dnsNames: [name, ...(isDatabase ? [databaseServerName] : []), ...(isMonitoring ? ['localhost'] : [])],
      addresses: [privateAddress, ...(isDatabase || isMonitoring ? [loopbackAddress] : [])],
    };
  });
  if (platform.tls.source.kind === 'files') return hosts;
  if (platform.provider === 'servers') return [...hosts, { name: SITE, dnsNames: platform.siteNames, addresses: [] }];
  // A browser on this machine reaches a published lab as localhost.
  return [...hosts, { name: SITE, dnsNames: [...platform.siteNames, 'localhost'], addresses: ['127.0.0.1'] }];
}

async function sitePair({ tls }: Platform, certificates: Certificates): Promise<KeyPair> {
  if (tls.source.kind === 'lab-ca') return pairOf(certificates, SITE);
  const { certificateFile, keyFile } = tls.source;
  const read = (file: string) => readDeclaredFile(file, "read the site's certificate", 'tls.certificate');
  return { certificate: await read(certificateFile), key: await read(keyFile) };
}

async function readAptKey({ database, environment }: Platform): Promise<string | undefined> {
  if (database.source?.key.kind !== 'file') return undefined;
  const { file } = database.source.key;
  return readDeclaredFile(file, 'read the key of the packages', `environments.${environment}.mysql`);
}

function pairOf(certificates: Certificates, name: string): KeyPair {
  const pair = certificates.leaves.get(name);
  if (pair === undefined) throw new Error(`no certificate was made for ${name}`);
  return pair;
}

interface ChosenReleases {
  readonly apps: Readonly<Record<string, string>>;
  readonly static: string | undefined;
  readonly packed: readonly PackedRelease[];
}

/** The releases that the hosts are to have, and those of their archives that are on this machine. */
async function chooseReleases(request: MaterialsRequest): Promise<ChosenReleases> {
  const { platform } = request;
  const chosen = await Promise.all(platform.apps.map((app) => chooseRelease(request, app)));
  const owner = siteApp(platform);
  return {
    apps: Object.fromEntries(platform.apps.map(({ id }, index) => [id, chosen[index]!.ids.app])),
    static: chosen.find((_, index) => platform.apps[index]?.id === owner.id)?.ids.static ?? undefined,
    packed: chosen.flatMap(({ packed }) => packed),
  };
}

async function chooseRelease(
  request: MaterialsRequest,
  app: App,
): Promise<{ ids: ReleaseIds; packed: PackedRelease[] }> {
  const { stateDirectory, cacheDirectory, platform, signal, onBuild } = request;
  const wanted = request.wanted?.[app.id] ?? pinnedRelease(await readReleaseState(stateDirectory, app)) ?? 'sources';
  const pack = (sources: Sources) => packRelease({ cacheDirectory, signal, onBuild, ...sources });
  const { application, statics } = sourcesOf(platform, app);
  if (wanted === 'sources') {
    const packed = await Promise.all([application, ...(statics === undefined ? [] : [statics])].map(pack));
    return { ids: { app: packed[0]!.id, static: packed[1]?.id ?? null }, packed };
  }
  const ids = { app: wanted.app, static: statics === undefined ? null : wanted.static };
  const packed = await findPacked(cacheDirectory, app, ids);
  if (statics === undefined || ids.static !== null) return { ids, packed };
  const files = await pack(statics);
  return { ids: { ...ids, static: files.id }, packed: [...packed, files] };
}

/** Of the releases that count now. */
async function readReleaseIds({ platform, stateDirectory, cacheDirectory }: ReadMaterialsRequest) {
  const owner = siteApp(platform);
  const ids = await Promise.all(
    platform.apps.map(async (app) => {
      const pinned = pinnedRelease(await readReleaseState(stateDirectory, app));
      const { application, statics } = sourcesOf(platform, app);
      const find = async (sources: Sources | undefined) => sources && findPackedId({ ...sources, cacheDirectory });
      return [pinned?.app ?? (await find(application)), pinned?.static ?? (await find(statics))];
    }),
  );
  const statics = ids.find((_, index) => platform.apps[index]?.id === owner.id)?.[1];
  return {
    apps: Object.fromEntries(platform.apps.map(({ id }, index) => [id, ids[index]?.[0] ?? NOT_PACKED])),
    static: platform.web.staticDirectory === undefined ? undefined : (statics ?? NOT_PACKED),
  };
}

type Sources = Pick<PackRequest, 'name' | 'directory' | 'build' | 'hostBuild'>;

/**
 * The application, and the static files of the site, where there are any that go with it: Nginx serves what is declared now. A
 * release from before there were any gets the present ones.
 */
function sourcesOf(
  platform: Platform,
  app: App,
): { readonly application: Sources; readonly statics: Sources | undefined } {
  const { staticDirectory } = platform.web;
  const isBuiltHere = app.buildOn === 'operator';
  const application = {
    ...{ name: app.id, directory: app.directory },
    build: isBuiltHere ? app.build : undefined,
    hostBuild: isBuiltHere ? undefined : app.build,
  };
  const hasFiles = staticDirectory !== undefined && siteApp(platform).id === app.id;
  return {
    application,
    statics: hasFiles ? { name: 'static', directory: staticDirectory, build: undefined } : undefined,
  };
}
