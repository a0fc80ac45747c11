import { readdirSync, readFileSync } from 'node:fs';
import { must, run } from './cli.ts';

/**
 * Everything on this machine that could belong to a lab: a lab that is gone must leave exactly what was there before.
 * Other labs may run beside it, so the traces are those with the lab's name in them, and the whole of the firewall.
 */
export async function tracesOf(lab: string): Promise<string[]> {
  // `test-c` is a word in `veth-test-c-1` and `smartx_test-c_web-1`, and none in `--test-concurrency`.
  const word = new RegExp(`(?<![a-z0-9])${lab}(?![a-z])`);
  const mentions = (text: string) => text.split('\n').filter((line) => word.test(line));
  const links = await must(run('ip', ['-details', 'link', 'show']));
  const namespaces = await must(run('ip', ['netns', 'list']));
  const addresses = await must(run('ip', ['-brief', 'address']));
  return [
    ...mentions(links.stdout),
    ...mentions(namespaces.stdout),
    ...mentions(addresses.stdout),
    ...mentions(readFileSync('/proc/mounts', 'utf8')),
    ...cgroups('/sys/fs/cgroup').filter((path) => path.includes(`/smartx/${lab}`) || path.includes(`/smartx_${lab}_`)),
    ...processes().filter((line) => word.test(line)),
    ...directoriesIn('/var/lib/smartx/labs').filter((name) => name === lab),
  ];
}

/** The host's own rules and settings, which no lab may touch. */
export async function ownNetwork(): Promise<string> {
  const ruleset = await must(run('nft', ['list', 'ruleset']));
  return `${ruleset.stdout}\nforwarding ${readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8')}`;
}

function cgroups(root: string, depth = 5): string[] {
  if (depth === 0) return [];
  return directoriesIn(root).flatMap((name) => [`${root}/${name}`, ...cgroups(`${root}/${name}`, depth - 1)]);
}

function directoriesIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch (error) {
    // A machine that ends while we look takes its groups along.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function processes(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && Number(name) !== process.ppid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return command === '' ? [] : [`${pid} ${command}`];
      } catch {
        return []; // it ended while we looked
      }
    });
}
