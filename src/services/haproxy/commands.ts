/** Reads a configuration and says what is wrong with it, without starting (haproxy(1)). */
export function checkCommand(path: string): readonly string[] {
  return ['/usr/sbin/haproxy', '-c', '-q', '-f', path];
}

/** Exits 0 while a local HTTP endpoint answers 2xx within a second. */
export function answersCommand(url: string): readonly string[] {
  return ['/usr/bin/curl', '-fsS', '-o', '/dev/null', '--max-time', '1', url];
}
