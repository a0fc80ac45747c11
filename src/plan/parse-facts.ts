import { parseApplied } from './applied.ts';
import type { HostFacts, LoadedRecord, PathFacts, UnitFacts } from './facts.ts';
import { hostLayout } from './host-layout.ts';
import { type Accounts, parseAccounts } from './parse-accounts.ts';

/**
 * Reads the answer of a facts script. Throws when it is incomplete or systemd did not answer: facts that are only
 * partly known must never become a plan.
 */
export function parseFacts(text: string): HostFacts {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.pop() !== '@end') throw new Error('the answer ends too early');
  const failed = lines.find((line) => line.startsWith('@failed '));
  if (failed !== undefined)
    throw new Error(`${failed.slice('@failed '.length).replace(' ', ' ended with exit code ')}`);
  const section = splitSections(lines);
  const texts = parseTexts(section('texts'));
  const accounts = parseAccounts(texts.get('/etc/passwd') ?? [], texts.get('/etc/group') ?? []);
  const paths = parsePaths(section('paths'), section('sums'), accounts);
  return {
    os: parseOsRelease(texts.get('/etc/os-release') ?? []),
    packages: parsePackages(section('packages')),
    runtimes: new Set(section('runtimes')),
    users: accounts.users,
    paths,
    units: parseUnits(section('units'), paths),
    enabled: parseEnabled(paths),
    loaded: parseLoaded(texts),
    managed: parseManaged(texts.get(hostLayout.managed)),
    applied: parseApplied(texts.get(hostLayout.applied) ?? []),
    lastRun: texts.get(hostLayout.lastRun)?.[0] ?? '',
    unfinished: texts.has(hostLayout.unfinished),
  };
}

function splitSections(lines: readonly string[]): (name: string) => string[] {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines) {
    if (line.startsWith('@section ')) {
      current = [];
      sections.set(line.slice('@section '.length), current);
    } else current.push(line);
  }
  return (name) => {
    const found = sections.get(name);
    if (found === undefined) throw new Error(`the answer has no section ${name}`);
    return found;
  };
}

/** Lines `PATH:LINE` of grep -H. None of the paths contains a colon. */
function parseTexts(lines: readonly string[]): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const path = line.slice(0, colon);
    const known = texts.get(path);
    if (known === undefined) texts.set(path, [line.slice(colon + 1)]);
    else known.push(line.slice(colon + 1));
  }
  return texts;
}

function parseOsRelease(lines: readonly string[]): HostFacts['os'] {
  const value = (key: string) =>
    (lines.find((line) => line.startsWith(`${key}=`)) ?? '').slice(key.length + 1).replaceAll(/["']/g, '');
  return { id: value('ID'), version: value('VERSION_ID') };
}

/** Lines from /var/lib/dpkg/status: each package's name, and its state and version soon after; deb822(5). */
function parsePackages(lines: readonly string[]): Map<string, string> {
  const installed = new Map<string, string>();
  let name = '';
  let isInstalled = false;
  for (const line of lines) {
    if (line.startsWith('Package: ')) {
      name = line.slice('Package: '.length);
      isInstalled = false;
    } else if (line === 'Status: install ok installed' || line === 'Status: hold ok installed') isInstalled = true;
    else if (line.startsWith('Version: ') && isInstalled) installed.set(name, line.slice('Version: '.length));
  }
  return installed;
}

function parsePaths(lines: readonly string[], sumLines: readonly string[], accounts: Accounts): Map<string, PathFacts> {
  const sums = new Map(sumLines.map((line) => [line.slice(66), line.slice(0, 64)]));
  return new Map(
    lines.map((line) => {
      const match = /^(\S) ([0-7]+) (\S+) (\S+) ([0-9.]+) ([^\t]*)\t(.*)$/.exec(line);
      if (match === null) throw new Error(`not a line about a path: ${line}`);
      const [, type = '', mode = '', userId = '', groupId = '', changed = '', path = '', target = ''] = match;
      const facts = {
        ...{ type, mode: Number.parseInt(mode, 8), changedSeconds: Number(changed) },
        owner: accounts.userNames.get(userId) ?? userId,
        group: accounts.groupNames.get(groupId) ?? groupId,
        target: type === 'l' ? target : undefined,
        sha256: sums.get(path),
      };
      return [path, facts];
    }),
  );
}

/** Lines `UNIT LOAD ACTIVE SUB DESCRIPTION`, and the links that say which start of the unit it is. */
function parseUnits(lines: readonly string[], paths: ReadonlyMap<string, PathFacts>): Map<string, UnitFacts> {
  return new Map(
    lines.map((line) => {
      const [name = '', , activeState = '', subState = ''] = line.trim().split(/ +/);
      const link = paths.get(`${hostLayout.invocations}/invocation:${name}`);
      const facts = {
        activeState,
        subState,
        invocationId: link?.target ?? 'none',
        startedSeconds: link?.changedSeconds,
      };
      return [name, facts];
    }),
  );
}

function parseEnabled(paths: ReadonlyMap<string, PathFacts>): Set<string> {
  return new Set([...paths.keys()].flatMap((path) => /\.(?:wants|requires)\/([^/]+)$/.exec(path)?.[1] ?? []));
}

function parseLoaded(texts: ReadonlyMap<string, readonly string[]>): Map<string, LoadedRecord> {
  const records = new Map<string, LoadedRecord>();
  for (const [path, lines] of texts) {
    const directory = path.slice(0, path.lastIndexOf('/'));
    if (directory !== hostLayout.loadedServices && directory !== hostLayout.loadedOneshots) continue;
    const [invocationId = '', restartHash = '', reloadHash = ''] = (lines[0] ?? '').split(' ');
    const record = { invocationId: invocationId === '-' ? undefined : invocationId, restartHash, reloadHash };
    records.set(path.slice(directory.length + 1), record);
  }
  return records;
}

function parseManaged(lines: readonly string[] | undefined): HostFacts['managed'] {
  if (lines === undefined) return undefined;
  const pick = (kind: string) =>
    lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  return { files: pick('file'), units: pick('unit') };
}
