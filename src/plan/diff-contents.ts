import type { HostManifest, ManifestDirectory, ManifestFile, ManifestRelease } from '../services/manifest.ts';
import { hasDrifted } from './applied.ts';
import type { HostFacts, PathFacts } from './facts.ts';
import type { Sha256, Step } from './plan.ts';

/** What differs on disk: accounts, directories, releases and files. */
export interface ContentSteps {
  readonly users: readonly Step[];
  readonly directories: readonly Step[];
  readonly unpacks: readonly Step[];
  readonly files: readonly Step[];
  readonly links: readonly Step[];
  /** Paths and `release:NAME` whose content changes: what units may have to be restarted for. */
  readonly subjects: ReadonlySet<string>;
}

export function diffContents(manifest: HostManifest, facts: HostFacts, sha256: Sha256): ContentSteps {
  const files = byPath(manifest.files).flatMap((file) => diffFile(file, facts, sha256));
  const links = manifest.releases.flatMap((release) => diffLink(release, facts));
  const changed = files.filter((step) => step.kind === 'file').map((step) => step.path);
  return {
    users: manifest.users.flatMap((user) => diffUser(user, facts)),
    directories: byPath(manifest.directories).flatMap((one) => diffDirectory(one, facts.paths.get(one.path))),
    unpacks: manifest.releases.flatMap((release) => diffUnpack(release, facts)),
    files: [...files, ...diffRemovals(manifest, facts)],
    links,
    subjects: new Set([
      ...changed,
      ...links.flatMap((step) => (step.kind === 'release' ? [`release:${step.name}`] : [])),
    ]),
  };
}

function diffUser(user: HostManifest['users'][number], facts: HostFacts): Step[] {
  const groups = facts.users.get(user.name);
  const joinGroups = user.groups.filter((group) => !groups?.includes(group));
  const base = { kind: 'user', name: user.name, joinGroups, disruption: 'none' } as const;
  if (groups === undefined) return [{ ...base, create: true, reason: 'it does not exist' }];
  if (joinGroups.length === 0) return [];
  return [{ ...base, create: false, reason: `it is not in ${joinGroups.join(', ')}` }];
}

function diffDirectory(declared: ManifestDirectory, now: PathFacts | undefined): Step[] {
  const before = now?.type === 'd' ? { mode: now.mode, owner: now.owner, group: now.group } : undefined;
  const base = { kind: 'directory', path: declared.path, before, disruption: 'none' } as const;
  if (now === undefined) return [{ ...base, action: 'create', reason: 'it does not exist' }];
  if (now.type !== 'd') return [{ ...base, action: 'change', reason: 'it is not a directory' }];
  const reason = attributesDiffer(declared, now);
  return reason === undefined ? [] : [{ ...base, action: 'change', reason }];
}

function diffFile(declared: ManifestFile, facts: HostFacts, sha256: Sha256): Step[] {
  const { path, secret } = declared;
  const now = facts.paths.get(path);
  const drift = hasDrifted(path, facts) ? { drift: true } : {};
  const base = { kind: 'file', path, secret, disruption: 'none', ...drift } as const;
  if (now === undefined) return [{ ...base, action: 'create', reason: 'it does not exist' }];
  if (now.type !== 'f') return [{ ...base, action: 'change', reason: 'it is not a regular file' }];
  if (now.sha256 !== sha256(declared.content)) return [{ ...base, action: 'change', reason: 'its content differs' }];
  const reason = attributesDiffer(declared, now);
  return reason === undefined ? [] : [{ ...base, action: 'change', reason }];
}

function attributesDiffer(declared: ManifestDirectory, now: PathFacts): string | undefined {
  if (declared.mode !== now.mode) return `its mode is ${octal(now.mode)} instead of ${octal(declared.mode)}`;
  if (declared.owner === now.owner && declared.group === now.group) return undefined;
  return `it belongs to ${now.owner}:${now.group} instead of ${declared.owner}:${declared.group}`;
}

function diffRemovals(manifest: HostManifest, facts: HostFacts): Step[] {
  const declared = new Set(manifest.files.map((file) => file.path));
  const gone = (facts.managed?.files ?? []).filter((path) => !declared.has(path)).sort();
  const reason = 'it is no longer declared';
  // The removed file may have been a secret; nothing of its content is known here, so nothing of it can be shown.
  return gone.map((path) => ({ kind: 'file', path, action: 'remove', secret: true, reason, disruption: 'none' }));
}

function diffUnpack(release: ManifestRelease, facts: HostFacts): Step[] {
  const path = `${release.root}/releases/${release.id}`;
  if (facts.paths.get(path)?.type === 'd') return [];
  const { name, id } = release;
  const reason = 'the host does not have it';
  return [{ kind: 'release', name, id, action: 'unpack', before: undefined, reason, disruption: 'none' }];
}

function diffLink(release: ManifestRelease, facts: HostFacts): Step[] {
  const target = facts.paths.get(`${release.root}/current`)?.target;
  if (target === `releases/${release.id}`) return [];
  const reason =
    target === undefined ? 'no release is current' : `the current one is ${target.replace('releases/', '')}`;
  const { name, id } = release;
  return [{ kind: 'release', name, id, action: 'link', before: target, reason, disruption: 'none' }];
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

function byPath<T extends { readonly path: string }>(values: readonly T[]): T[] {
  return values.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
