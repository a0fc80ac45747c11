/** Checks a ruleset against the kernel in an empty network namespace, so that no rule of the host plays a part. */
export function checkCommand(path: string): readonly string[] {
  return ['/usr/bin/unshare', '--net', '/usr/sbin/nft', '-c', '-f', path];
}

/** Exits 0 when the table is loaded. */
export function isLoadedCommand(): readonly string[] {
  return ['/usr/sbin/nft', '--terse', 'list', 'chain', 'inet', 'smartx', 'input'];
}
