import { X509Certificate } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { runOrFail } from '../process/run-or-fail.ts';
import type { KeyPair } from '../services/manifest.ts';
import { readIfThere } from './read-if-there.ts';

const AUTHORITY_DAYS = 3650;
const LEAF_DAYS = 90;
/** Renewed when less than this part of its lifetime is left: the practice of public authorities' clients. */
const RENEW_BELOW = 1 / 3;
/** A certificate costs about 15 ms of processor time; more at once than cores only wait for each other. */
const PARALLEL_MAX = 4;

/** What one certificate is for. */
export interface LeafRequest {
  /** Name of its directory, and its subject's common name. */
  readonly name: string;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
}

export interface Certificates {
  readonly authority: string;
  readonly leaves: ReadonlyMap<string, KeyPair>;
}

/**
 * The environment's own certificate authority and the certificates that it signs. What is there and still good is
 * kept; the rest is made anew. Keys never leave this directory but for the hosts that they belong to.
 * @param now for the part of the lifetime that is left.
 */
export async function ensureCertificates(
  directory: string,
  title: string,
  requests: readonly LeafRequest[],
  now: Date,
  signal?: AbortSignal,
): Promise<Certificates> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const authority = await ensureAuthority(directory, title, now, signal);
  const limit = pLimit(PARALLEL_MAX);
  const leaves = requests.map((request) =>
    limit(async () => [request.name, await ensureLeaf(directory, authority, request, now, signal)] as const),
  );
  return { authority: authority.certificate, leaves: new Map(await Promise.all(leaves)) };
}

async function ensureAuthority(directory: string, title: string, now: Date, signal?: AbortSignal): Promise<KeyPair> {
  const place = join(directory, 'authority');
  const existing = await readPair(place);
  if (existing !== undefined && lifetimeLeft(existing.certificate, now) > RENEW_BELOW) return existing;
  return makePair(
    place,
    [
      ...['-days', String(AUTHORITY_DAYS), '-subj', `/O=Smartx/CN=${title}`],
      ...['-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0'],
      ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ],
    signal,
  );
}

async function ensureLeaf(
  directory: string,
  authority: KeyPair,
  request: LeafRequest,
  now: Date,
  signal?: AbortSignal,
): Promise<KeyPair> {
  const place = join(directory, request.name);
  const existing = await readPair(place);
  if (existing !== undefined && isGood(existing.certificate, authority.certificate, request, now)) return existing;
  const names = [
    ...request.dnsNames.map((name) => `DNS:${name}`),
    ...request.addresses.map((address) => `IP:${address}`),
  ];
  return makePair(
    place,
    [
      ...['-CA', join(directory, 'authority', 'certificate.pem'), '-CAkey', join(directory, 'authority', 'key.pem')],
      ...['-days', String(LEAF_DAYS), '-subj', `/O=Smartx/CN=${request.name}`],
      ...['-addext', `subjectAltName=${names.join(',')}`],
      ...['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'keyUsage=critical,digitalSignature'],
      // Members of the database are each other's clients too.
      ...['-addext', 'extendedKeyUsage=serverAuth,clientAuth'],
    ],
    signal,
  );
}

/** Key and certificate are made beside their place and renamed together: there is never one without the other. */
async function makePair(place: string, options: readonly string[], signal?: AbortSignal): Promise<KeyPair> {
  const beside = await emptyBeside(place);
  await runOrFail(
    [
      ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-sha256'],
      ...['-keyout', join(beside, 'key.pem'), '-out', join(beside, 'certificate.pem'), ...options],
    ],
    {
      step: 'make a certificate',
      changed: 'Certificates that were there before are untouched.',
      next: 'see what openssl says above; OpenSSL 3.0 or newer is needed (openssl version).',
    },
    { signal },
  );
  await chmod(join(beside, 'key.pem'), 0o600);
  await takePlace(place);
  const pair = await readPair(place);
  if (pair === undefined) throw new Error(`openssl made no certificate in ${place}`);
  return pair;
}

const fresh = '.new';

async function emptyBeside(place: string): Promise<string> {
  const beside = `${place}${fresh}`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { mode: 0o700 });
  return beside;
}

async function takePlace(place: string): Promise<void> {
  await rm(place, { recursive: true, force: true });
  await rename(`${place}${fresh}`, place);
}

/** What is in the directory, good or not, by name. Makes nothing. */
export async function readPairs(directory: string): Promise<Readonly<Record<string, KeyPair>>> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const pairs = await Promise.all(names.map(async (name) => [name, await readPair(join(directory, name))] as const));
  const whole = pairs.filter(([name, pair]) => pair !== undefined && !name.endsWith(fresh));
  return Object.fromEntries(whole) as Record<string, KeyPair>;
}

/** Puts pairs that come from elsewhere into the directory, each one whole, where it has others or none. */
export async function placePairs(directory: string, pairs: Readonly<Record<string, KeyPair>>): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const [name, { certificate, key }] of Object.entries(pairs)) {
    const place = join(directory, name);
    const there = await readPair(place);
    if (there?.certificate === certificate && there.key === key) continue;
    await emptyBeside(place);
    await writeFile(join(`${place}${fresh}`, 'key.pem'), key, { mode: 0o600 });
    await writeFile(join(`${place}${fresh}`, 'certificate.pem'), certificate);
    await takePlace(place);
  }
}

/** Puts the authority's certificate where everybody may read it. */
export async function publishAuthority(directory: string, file: string): Promise<void> {
  await copyFile(join(directory, 'authority', 'certificate.pem'), file);
  await chmod(file, 0o644);
}

async function readPair(place: string): Promise<KeyPair | undefined> {
  const [certificate, key] = await Promise.all(
    ['certificate.pem', 'key.pem'].map((name) => readIfThere(join(place, name))),
  );
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}

function isGood(certificate: string, authority: string, request: LeafRequest, now: Date): boolean {
  const parsed = new X509Certificate(certificate);
  const names = new Set((parsed.subjectAltName ?? '').split(', '));
  const wanted = [
    ...request.dnsNames.map((name) => `DNS:${name}`),
    ...request.addresses.map((address) => `IP Address:${address}`),
  ];
  return (
    names.size === new Set(wanted).size &&
    wanted.every((name) => names.has(name)) &&
    parsed.verify(new X509Certificate(authority).publicKey) &&
    lifetimeLeft(certificate, now) > RENEW_BELOW
  );
}

/** The part of a certificate's lifetime that is left, 0 to 1. */
function lifetimeLeft(certificate: string, now: Date): number {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  const lifetime = validToDate.getTime() - validFromDate.getTime();
  return Math.max(0, validToDate.getTime() - now.getTime()) / lifetime;
}
