import type { KeyPair } from '../manifest.ts';

/** HAProxy wants certificate, chain and key in one file. */
export function pem({ certificate, key }: KeyPair): string {
  return `${certificate.trimEnd()}\n${key.trimEnd()}\n`;
}
