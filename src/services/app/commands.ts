/**
 * Reads units as systemd would, without starting anything (systemd-analyze(1)). A program that comes with the release is
 * not there yet when this runs, so that this one complaint does not count.
 */
export function verifyUnitsCommand(paths: readonly string[]): readonly string[] {
  return ['sh', '-c', verifyScript, 'verify-units', ...paths];
}

const verifyScript = `complaints=$(systemd-analyze verify --man=no --generators=no --recursive-errors=no "$@" 2>&1 |
  grep -v 'Command /srv/app/current/.* is not executable')
[ -z "$complaints" ] || { printf '%s\\n' "$complaints" >&2; exit 1; }`;

/** Succeeds when the application answers a path with success. */
export function respondsCommand(address: string, port: number, path: string): readonly string[] {
  return ['curl', '-fsS', '-o', '/dev/null', '--max-time', '3', `http://${address}:${port}${path}`];
}
