import type { HostManifest } from '../services/manifest.ts';
import { LOCK_LIMIT_SECONDS } from './apply-limits.ts';
import { hostLayout, runtimeProgram } from './host-layout.ts';
import { shellWord, shellWords } from './shell-words.ts';

/** Exit code of the script when it does not run as root. */
export const NOT_ROOT_EXIT_CODE = 77;

/** Where systemd looks for what a target pulls in; systemd.unit(5). */
const bootLinks = [
  '/etc/systemd/system/*.wants/*',
  '/etc/systemd/system/*.requires/*',
  '/usr/lib/systemd/system/*.wants/*',
];

/**
 * One POSIX shell script that reports everything the plan needs to know about a host, in six processes: an apply with
 * nothing to do costs little more than the connection. All of it is read only. It is one function, called in the last
 * line, so that a script cut off on its way does nothing at all.
 */
export function renderFactsScript(manifest: HostManifest): string {
  const files = manifest.files.map((file) => file.path).sort();
  const others = [...manifest.directories.map((directory) => directory.path), ...releaseLinks(manifest)].sort();
  const units = manifest.units.map((unit) => unit.name).sort();
  const invocations = units.map((unit) => `${hostLayout.invocations}/invocation:${unit}`);
  const releases = manifest.releases.map((release) => `${shellWord(`${release.root}/releases`)}/*`).sort();
  for (const path of [...files, ...others]) checkPath(path);
  return `${[
    'report() {',
    'export LC_ALL=C TZ=UTC PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `[ -r /etc/shadow ] || exit ${NOT_ROOT_EXIT_CODE}`,
    // What another run is switching just now is neither the old nor the new: it gets its time to end.
    `[ ! -e ${hostLayout.lock} ] || flock -s -w ${LOCK_LIMIT_SECONDS} ${hostLayout.lock} true`,
    'echo @section texts',
    `grep -H '' /etc/os-release /etc/passwd /etc/group ${shellWords([hostLayout.managed, hostLayout.applied, hostLayout.lastRun, hostLayout.unfinished])} ${hostLayout.loadedServices}/* ${hostLayout.loadedOneshots}/* 2>/dev/null`,
    'echo @section runtimes',
    ...[...manifest.runtimes]
      .sort()
      .map((name) => `[ -x ${shellWord(runtimeProgram(name))} ] && echo ${shellWord(name)}`),
    'echo @section packages',
    // The status file itself, which dpkg writes with state and version within some lines of the name (their order is
    // that of dpkg's own table of fields): dpkg-query reads all of it into memory first, which takes five times as long.
    ...(manifest.packages.length === 0
      ? []
      : [
          `grep -x -F -A 14 ${[...manifest.packages]
            .sort()
            .map((name) => `-e ${shellWord(`Package: ${name}`)}`)
            .join(' ')} /var/lib/dpkg/status`,
        ]),
    'echo @section paths',
    `find ${shellWords([...files, ...others, ...invocations])} ${[...releases, ...bootLinks].join(' ')} -maxdepth 0 -printf '%y %m %U %G %C@ %p\\t%l\\n' 2>/dev/null`,
    'echo @section sums',
    ...unlessEmpty(files, (words) => `sha256sum -- ${words} 2>/dev/null`),
    'echo @section units',
    // Patterns match only what is in memory; a name without a wildcard is a pattern that matches itself.
    ...unlessEmpty(
      units,
      (words) =>
        `systemctl list-units --all --full --plain --no-legend --no-pager -- ${words} || echo @failed systemctl $?`,
    ),
    'echo @end',
    '}',
    'report',
  ].join('\n')}\n`;
}

function releaseLinks(manifest: HostManifest): string[] {
  return manifest.releases.map((release) => `${release.root}/current`);
}

function unlessEmpty(values: readonly string[], render: (words: string) => string): string[] {
  return values.length === 0 ? [] : [render(shellWords([...values].sort()))];
}

/** The answer's lines are told apart by line ends and tabs; no service writes such names. */
function checkPath(path: string): void {
  if (!/^\/[^\n\t\\]*$/.test(path))
    throw new Error(`a managed path must be absolute and plain: ${JSON.stringify(path)}`);
}
