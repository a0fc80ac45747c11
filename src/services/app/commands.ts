/** Succeeds when the application answers a path with success. */
export function respondsCommand(address: string, port: number, path: string): readonly string[] {
  return ['curl', '-fsS', '-o', '/dev/null', '--max-time', '3', `http://${address}:${port}${path}`];
}
