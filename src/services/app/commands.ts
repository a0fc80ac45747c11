/**
 * Succeeds when the application answers a path with success; otherwise its answer is what is shown. It is asked as Nginx
 * asks it, or it would send whoever does not come by HTTPS elsewhere; and to be sent elsewhere is no success, which
 * HAProxy would not take for one either (--max-redirs in curl(1)).
 */
export function respondsCommand(address: string, port: number, path: string): readonly string[] {
  return [
    ...['curl', '-sS', '--fail-with-body', '--location', '--max-redirs', '0', '--max-time', '3'],
    ...['--header', 'X-Forwarded-Proto: https', `http://${address}:${port}${path}`],
  ];
}
