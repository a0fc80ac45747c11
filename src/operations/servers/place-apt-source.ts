import { shellWord } from '../../plan/shell-words.ts';
import type { HostManifest } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import { runOnHost } from '../run-on-host.ts';

const PLACE_TIMEOUT_MS = 30_000;

/**
 * Writes the declared source of packages before anything is installed from it. These are files of the manifest like all
 * others: whether they are still as declared is the plan's business.
 * @throws Failure
 */
export async function placeAptSource(request: {
  readonly transport: Transport;
  readonly manifest: HostManifest;
  readonly signal?: AbortSignal | undefined;
}): Promise<void> {
  const { transport, manifest, signal } = request;
  const { host } = manifest;
  const files = manifest.files.filter(({ path }) => path.startsWith('/etc/apt/'));
  if (files.length === 0) return;
  const lines = files.flatMap(({ path, content, mode }) => [
    `mkdir -p ${shellWord(path.slice(0, path.lastIndexOf('/')))}`,
    `printf %s ${shellWord(Buffer.from(content).toString('base64'))} | base64 -d >${shellWord(`${path}.smartx-new`)}`,
    `chmod ${mode.toString(8)} ${shellWord(`${path}.smartx-new`)}`,
    // One that is there already keeps its date, by which apt sees whether its lists are old.
    `cmp -s ${shellWord(`${path}.smartx-new`)} ${shellWord(path)} && rm -f ${shellWord(`${path}.smartx-new`)} || mv -fT ${shellWord(`${path}.smartx-new`)} ${shellWord(path)}`,
  ]);
  const input = `place() {\nset -e; umask 022\n${lines.join('\n')}\n}\nplace\n`;
  const command = { argv: ['sh', '-s'], input, timeoutMs: PLACE_TIMEOUT_MS, signal };
  await runOnHost(transport, host, command, {
    step: 'write the source of packages',
    reason: 'the host refuses it',
    changed: 'Nothing of the platform was changed on this host.',
    next: 'mend what is said above, then run the same command again.',
  });
}
