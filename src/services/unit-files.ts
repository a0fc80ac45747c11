import type { ManifestCheck, ManifestFile, ManifestRelease } from './manifest.ts';

/** One check of all units of a host that we write or add to: none when there are no such files. */
export function checkUnitFiles(
  files: readonly ManifestFile[],
  releases: readonly Pick<ManifestRelease, 'name'>[],
): readonly ManifestCheck[] {
  const covers = files.map(({ path }) => path).filter((path) => path.startsWith(unitDirectory));
  if (covers.length === 0) return [];
  const units = new Set(covers.map(unitOf));
  return [
    { name: 'systemd', argv: ['sh', '-c', verifyScript(releases), 'verify-units', ...[...units].sort()], covers },
  ];
}

const unitDirectory = '/etc/systemd/system/';

/** `knot.service`, of its own file and of a drop-in in knot.service.d. */
function unitOf(path: string): string {
  return path.slice(unitDirectory.length).split('/')[0]!.replace(/[.]d$/, '');
}

/**
 * Reads units as systemd would, without starting anything (systemd-analyze(1)): about 15 ms. systemd itself passes over
 * a directive that it does not know or understand; here any complaint counts, but for a program that comes with the
 * release, which is not in its place yet.
 */
const verifyScript = (
  releases: readonly Pick<ManifestRelease, 'name'>[],
) => `complaints=$(systemd-analyze verify --man=no --generators=no --recursive-errors=no "$@" 2>&1 |
  grep -v 'Command /srv/${releases.some(({ name }) => name.startsWith('app-')) ? 'app-[a-z0-9]*' : 'app'}/current/.* is not executable')
[ -z "$complaints" ] || { printf '%s\\n' "$complaints" >&2; exit 1; }`;
