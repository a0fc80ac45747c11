/** Reads a configuration and says what is wrong with it, without starting (haproxy(1)). With -q it would not say it. */
export function checkCommand(path: string): readonly string[] {
  return ['/usr/sbin/haproxy', '-c', '-f', path];
}

/** Exits 0 while a local HTTP endpoint answers 2xx within a second. */
export function answersCommand(url: string): readonly string[] {
  return ['/usr/bin/curl', '-fsS', '-o', '/dev/null', '--max-time', '1', url];
}
