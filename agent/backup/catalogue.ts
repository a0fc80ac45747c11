import { type BackupManifest, type CheckRecord, type FullManifest, fileNames, type LogManifest } from './documents.ts';
import { readText, type Store } from './store.ts';

/** All that a store holds, each list sorted by time. */
export interface Catalogue {
  fulls: FullManifest[];
  logs: LogManifest[];
  /** By the name of the full backup. */
  checks: ReadonlyMap<string, CheckRecord>;
  /** Of files whose writing came to no end, or that cannot be read. */
  unreadable: string[];
}

/** Reads every manifest. What has data but no manifest does not count. */
export async function readCatalogue(store: Store): Promise<Catalogue> {
  const names = await store.list();
  const here = new Set(names);
  const unreadable: string[] = [];
  const found: (BackupManifest | CheckRecord)[] = [];
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    try {
      found.push(JSON.parse(await readText(store, name)) as BackupManifest | CheckRecord);
    } catch {
      unreadable.push(name);
    }
  }
  const isWhole = (manifest: BackupManifest) => here.has(fileNames.data(manifest));
  const fulls = found.filter((one) => one.kind === 'full').filter(isWhole);
  const logs = found.filter((one) => one.kind === 'logs').filter(isWhole);
  const checks = found.filter((one) => one.kind === 'check');
  return {
    fulls: fulls.sort(byTime),
    logs: logs.sort(byTime),
    checks: new Map(checks.map((one) => [one.name, one])),
    unreadable,
  };
}

/** Files that are closed in the same second keep the order of their numbers, which end their names. */
function byTime(left: BackupManifest, right: BackupManifest): number {
  return left.when === right.when ? compare(left.name, right.name) : compare(left.when, right.when);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
