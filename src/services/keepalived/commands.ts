/** keepalived(8), `--config-test`: exits 0 when the configuration can be used. */
export function checkCommand(path: string): readonly string[] {
  return ['/usr/sbin/keepalived', '--config-test', '-f', path];
}
