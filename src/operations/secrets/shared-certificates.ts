import type { Platform } from '../../platform/platform.ts';
import type { KeyPair } from '../../services/manifest.ts';
import { placePairs, readPairs } from '../certificates.ts';
import { secretStores } from './secret-store.ts';

/*
 * The authority of servers and all that it signed are among their secrets, so that whoever can read these applies with
 * the same ones from any checkout: an authority of somebody's own would be trusted by no host. A lab's are on the machine
 * that runs it, and nowhere else.
 */

export interface Certified {
  readonly platform: Platform;
  readonly stateDirectory: string;
  /** Where OpenSSL works on them. */
  readonly certificateDirectory: string;
}

/** Puts what is among the secrets where it is used. */
export async function bringCertificates({ platform, stateDirectory, certificateDirectory }: Certified): Promise<void> {
  if (platform.provider === 'lab') return;
  const document = await secretStores(platform, stateDirectory).generated.read();
  if (document?.certificates !== undefined) await placePairs(certificateDirectory, document.certificates);
}

/** What there is, read and nothing placed: a checkout that has never applied knows it by its secrets. */
export async function readKnownPairs(about: Certified): Promise<Readonly<Record<string, KeyPair>>> {
  const { platform, stateDirectory, certificateDirectory } = about;
  const stores = platform.provider === 'lab' ? undefined : secretStores(platform, stateDirectory);
  return (await stores?.generated.read())?.certificates ?? readPairs(certificateDirectory);
}

/** Puts what there is now among the secrets. They are there already, since certificates are made after them. */
export async function keepCertificates({ platform, stateDirectory, certificateDirectory }: Certified): Promise<void> {
  if (platform.provider === 'lab') return;
  const { generated } = secretStores(platform, stateDirectory);
  const document = await generated.read();
  if (document === undefined) throw new Error('certificates were made before the secrets');
  await generated.write({ ...document, certificates: await readPairs(certificateDirectory) });
}
