import type { Platform } from '../../src/platform/platform.ts';
import { type KeyPair, type Materials, type SecretName, secretNames } from '../../src/services/manifest.ts';

/** Materials that are the same at every run and stand out in what is compiled. No daemon would take the certificates. */
export function placeholderMaterials(platform: Platform): Materials {
  return {
    secrets: placeholderSecrets,
    certificates: {
      authority: '<certificate of the authority>\n',
      site: placeholderKeyPair('the site'),
      hosts: Object.fromEntries(platform.hosts.map((host) => [host.name, placeholderKeyPair(host.name)])),
    },
    releases: {
      app: 'aaaaaaaaaaaa',
      static: platform.web.staticDirectory === undefined ? undefined : 'bbbbbbbbbbbb',
    },
    databaseAgent: '// the database agent\n',
  };
}

/** Fixed and harmless, but of the length and alphabet that the real ones have. */
const placeholderSecrets = Object.fromEntries(secretNames.map((name) => [name, placeholderSecret(name)])) as Record<
  SecretName,
  string
>;

function placeholderSecret(name: SecretName): string {
  // TSIG wants base64; 32 zero bytes say that nobody should use it.
  return name === 'zoneTransferKey' ? `${'A'.repeat(43)}=` : `placeholder-${name}`;
}

function placeholderKeyPair(owner: string): KeyPair {
  return { certificate: `<certificate of ${owner}>\n`, key: `<key of ${owner}>\n` };
}
