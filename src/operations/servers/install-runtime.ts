import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { runtimeProgram } from '../../plan/host-layout.ts';
import { Failure } from '../../problems/failure.ts';
import type { Transport } from '../../transport/transport.ts';
import { runOnHost } from '../run-on-host.ts';
import { sha256 } from '../sha256.ts';

export interface InstallRuntime {
  readonly transport: Transport;
  readonly host: string;
  /** `node-24` */
  readonly runtime: string;
  /** As uname(1) `-m` says it: `x86_64`. */
  readonly machine: string;
  readonly signal?: AbortSignal | undefined;
}

/** 120 MiB, packed to 45 MiB, over a slow line. */
const UPLOAD_TIMEOUT_MS = 20 * 60_000;

const architectures: Readonly<Record<string, string>> = { x86_64: 'x64', aarch64: 'arm64' };

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the shell's own words
/** Beside its place first; only what arrived whole, as its sum says, is moved there. */
const receive = [
  'umask 022; incoming=$1.incoming; mkdir -p "${1%/*}"',
  'gzip -dc >"$incoming" && echo "$2  $incoming" | sha256sum --check --status && chmod 755 "$incoming" && mv -fT "$incoming" "$1" && exit 0',
  'rm -f "$incoming"; exit 1',
].join('\n');
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the shell's own words

/**
 * Brings an interpreter that Debian has not to a host, from this checkout's own packages.
 * @throws Failure
 */
export async function installRuntime({ transport, host, runtime, machine, signal }: InstallRuntime): Promise<void> {
  const words = { step: `install the runtime ${runtime}`, changed: 'Nothing was changed there.' };
  const found = findRuntime(runtime, machine);
  if (found === undefined) {
    const name = `node-linux-${architectures[machine] ?? machine}`;
    const reason = `the npm package ${name} is not installed here`;
    throw new Failure({ ...words, host, reason, next: `npm install --no-save --force ${name}@24` });
  }
  const argv = ['sh', '-c', receive, 'smartx', runtimeProgram(runtime), sha256(await readFile(found))];
  const run = { argv, input: pack(found), timeoutMs: UPLOAD_TIMEOUT_MS, signal };
  const next = 'see that /opt has 150 MiB free, then run the same command again.';
  await runOnHost(transport, host, run, { ...words, reason: 'it did not arrive whole', next });
}

function findRuntime(runtime: string, machine: string): string | undefined {
  const architecture = architectures[machine];
  if (architecture === undefined || !runtime.startsWith('node-')) return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-linux-${architecture}/package.json`);
    return join(dirname(manifest), 'bin/node');
  } catch {
    return undefined;
  }
}

/** The quickest level: on a fast line the processor is what everything waits for. */
async function* pack(file: string): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: 1 });
  const sending = pipeline(createReadStream(file), gzip).catch((error: unknown) => void gzip.destroy(error as Error));
  yield* gzip;
  await sending;
}
