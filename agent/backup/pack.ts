import { createHash } from 'node:crypto';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BadBackup } from './bad-backup.ts';
import { type Child, startChild } from './child.ts';
import type { Store } from './store.ts';

/** What was written, or read: its size in bytes and its SHA-256 in hexadecimal. */
export interface Measured {
  bytes: number;
  sha256: string;
}

/**
 * What a command prints, compressed by zstd(1) and encrypted by age(1) for the recipient, as one file of the store.
 * Nothing is kept when any part of it fails.
 */
export async function packInto(
  store: Store,
  name: string,
  producer: readonly string[],
  recipient: string,
): Promise<Measured> {
  const make = startChild(producer, { stdio: ['ignore', 'pipe', 'pipe'] });
  const compress = startChild(['zstd', '--quiet', '-3', '--stdout']);
  const encrypt = startChild(['age', '--encrypt', '--recipient', recipient]);
  const meter = createMeter();
  const children = [make, compress, encrypt];
  const flow = join(children, meter.stream);
  const content = new PassThrough();
  const whole = finish(children, flow).then(
    () => void content.end(),
    (error: Error) => void content.destroy(error),
  );
  // The end is held back until every command has succeeded, so that the store never takes half of it for the whole.
  meter.stream.pipe(content, { end: false });
  try {
    await store.write(name, content);
    await whole;
  } finally {
    killAll(children);
  }
  return meter.read();
}

export interface Unpacking extends Measured {
  name: string;
  identity: string;
}

/**
 * Decrypts and decompresses a file of the store into a command's input. The identity reaches age(1) through a pipe: neither
 * a disk nor a list of processes ever has it.
 * @throws BadBackup when the file's bytes are not those that the manifest tells of
 */
export async function unpackInto(store: Store, file: Unpacking, consumer: readonly string[]): Promise<void> {
  const decrypt = startChild(['sh', '-c', decryptScript], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  const decompress = startChild(['zstd', '--quiet', '--decompress', '--stdout']);
  const consume = startChild(consumer, { stdio: ['pipe', 'ignore', 'pipe'] });
  const key = decrypt.process.stdio[3] as NodeJS.WritableStream;
  key.on('error', () => undefined);
  key.end(`${file.identity.trim()}\n`);
  const meter = createMeter();
  const children = [decrypt, decompress, consume];
  try {
    const source = pipeline(store.read(file.name), meter.stream, decrypt.process.stdin!);
    const flow = Promise.all([
      source,
      pipeline(decrypt.process.stdout!, decompress.process.stdin!),
      pipeline(decompress.process.stdout!, consume.process.stdin!),
    ]);
    await finish(children, flow);
  } catch (error) {
    // A wrong key and a full disk fail, too: only the bytes tell whether the file is to blame.
    refuseChanged(file, await measure(store, file.name));
    throw new Error(`${file.name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    killAll(children);
  }
  refuseChanged(file, meter.read());
}

function refuseChanged(file: Unpacking, { bytes, sha256 }: Measured): void {
  if (bytes === file.bytes && sha256 === file.sha256) return;
  throw new BadBackup(
    `${file.name} is not what was written: its SHA-256 is ${sha256}, the manifest says ${file.sha256}`,
  );
}

async function measure(store: Store, name: string): Promise<Measured> {
  const meter = createMeter();
  meter.stream.resume();
  await pipeline(store.read(name), meter.stream);
  return meter.read();
}

function join([make, compress, encrypt]: readonly Child[], end: Transform): Promise<unknown> {
  return Promise.all([
    pipeline(make!.process.stdout!, compress!.process.stdin!),
    pipeline(compress!.process.stdout!, encrypt!.process.stdin!),
    pipeline(encrypt!.process.stdout!, end),
  ]);
}

/**
 * Node's pipes are sockets, which nobody can open by a path; age wants the identity by one. cat(1) makes pipes of both:
 * the identity comes in at 3 and is at 5 for age, what is encrypted at standard input.
 */
const decryptScript = 'exec 4<&0; cat <&3 | { exec 5<&0; cat <&4 | exec age --decrypt --identity /dev/fd/5; }';

/** The error of the command that failed says more than that of the pipe that it broke. */
async function finish(children: readonly Child[], flow: Promise<unknown>): Promise<void> {
  const flowed = flow.then(
    () => undefined,
    (error: Error) => {
      killAll(children);
      return error;
    },
  );
  const ends = await Promise.allSettled(children.map(({ ended }) => ended));
  const broken = await flowed;
  const errors = ends.filter((one) => one.status === 'rejected').map((one) => one.reason as Error);
  const own = errors.find((error) => !error.message.includes('(SIG'));
  const first = own ?? broken ?? errors[0];
  if (first !== undefined) throw first;
}

function killAll(children: readonly Child[]): void {
  for (const { process: child } of children) if (child.exitCode === null) child.kill('SIGKILL');
}

function createMeter(): { stream: Transform; read(): Measured } {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, read: () => ({ bytes, sha256: hash.digest('hex') }) };
}
