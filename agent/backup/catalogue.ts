import { type BackupManifest, type CheckRecord, type FullManifest, fileNames, type LogManifest } from './documents.ts';
import { readText, type Store } from './store.ts';
import type { Tell } from './tell.ts';

/** From afar each takes a process, most of whose time is spent on the key of the repository. */
const READERS = 4;
/** Whoever waits takes silence for a store that hangs. */
const PROGRESS_EVERY_MS = 10_000;

/** All that a store holds, each list sorted by time. */
export interface Catalogue {
  fulls: FullManifest[];
  logs: LogManifest[];
  /** By the name of the full backup. */
  checks: ReadonlyMap<string, CheckRecord>;
  /** Manifests that cannot be read, and data that a manifest tells of and that are not there. Sorted. */
  unreadable: string[];
}

/** Reads every manifest. What has data but no manifest does not count. Tells how far it came where that takes long. */
export async function readCatalogue(store: Store, tell: Tell = () => undefined): Promise<Catalogue> {
  const names = await store.list();
  const here = new Set(names);
  const unreadable: string[] = [];
  const found: (BackupManifest | CheckRecord)[] = [];
  const documents = names.filter((one) => one.endsWith('.json'));
  const left = documents.values();
  let told = performance.now();
  const readOn = async () => {
    for (const name of left) {
      try {
        found.push(parseDocument(await readText(store, name)));
      } catch {
        unreadable.push(name);
      }
      if (performance.now() - told < PROGRESS_EVERY_MS) continue;
      told = performance.now();
      tell(`${found.length + unreadable.length} of ${documents.length} documents of ${store.title} read`);
    }
  };
  await Promise.all(Array.from({ length: READERS }, readOn));
  const isWhole = (manifest: BackupManifest) => here.has(fileNames.data(manifest));
  const torn = found.filter((one) => one.kind !== 'check').filter((one) => !isWhole(one));
  unreadable.push(...torn.map((one) => fileNames.data(one)));
  const fulls = found.filter((one) => one.kind === 'full').filter(isWhole);
  const logs = found.filter((one) => one.kind === 'logs').filter(isWhole);
  const checks = found.filter((one) => one.kind === 'check');
  return {
    fulls: fulls.sort(byTime),
    logs: logs.sort(byTime),
    checks: new Map(checks.map((one) => [one.name, one])),
    unreadable: unreadable.length === 0 ? [] : await withoutRemoved(store, unreadable),
  };
}

function parseDocument(text: string): BackupManifest | CheckRecord {
  const document = JSON.parse(text) as Partial<BackupManifest | CheckRecord> | null;
  const isKnown = document?.kind === 'full' || document?.kind === 'logs' || document?.kind === 'check';
  if (isKnown && typeof document.name === 'string' && typeof document.when === 'string') {
    return document as BackupManifest | CheckRecord;
  }
  throw new Error('not a document of a backup');
}

/** What is too old may be removed by another host in between, the manifest first. */
async function withoutRemoved(store: Store, unreadable: readonly string[]): Promise<string[]> {
  const now = new Set(await store.list());
  return unreadable.filter((name) => now.has(manifestOf(name))).sort();
}

/** `full-….tar.zst.age` has `full-….json`; a manifest is its own. */
function manifestOf(name: string): string {
  return name.endsWith('.json') ? name : fileNames.manifest(name.replace(/\.(?:tar|binlog)\.zst\.age$/, ''));
}

/** Files that are closed in the same second keep the order of their numbers, which end their names. */
function byTime(left: BackupManifest, right: BackupManifest): number {
  return left.when === right.when ? compare(left.name, right.name) : compare(left.when, right.when);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
