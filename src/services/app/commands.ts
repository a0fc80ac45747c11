/** Succeeds when the application answers a path with success; otherwise its answer is what is shown. */
export function respondsCommand(address: string, port: number, path: string): readonly string[] {
  return ['curl', '-sS', '--fail-with-body', '--max-time', '3', `http://${address}:${port}${path}`];
}
