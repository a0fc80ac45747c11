import type { Platform } from '../platform/platform.ts';
import { type KeyPair, type Materials, type SecretName, secretNames } from '../services/manifest.ts';

/**
 * Materials for looking at what would be written without reading or making a single secret: each one is replaced by a
 * text that says what stands there. The same platform gives the same bytes.
 */
export function placeholderMaterials(platform: Platform, databaseAgent = '// the database agent\n'): Materials {
  return {
    secrets: Object.fromEntries(secretNames.map((name) => [name, `SECRET-${name}`])) as Record<SecretName, string>,
    certificates: {
      authority: placeholder('certificate of the authority'),
      site: placeholderPair('the site'),
      hosts: Object.fromEntries(platform.hosts.map(({ name }) => [name, placeholderPair(name)])),
    },
    releases: { app: '000000000000', static: platform.web.staticDirectory === undefined ? undefined : '000000000000' },
    databaseAgent,
  };
}

function placeholderPair(owner: string): KeyPair {
  return { certificate: placeholder(`certificate of ${owner}`), key: placeholder(`SECRET: key of ${owner}`) };
}

function placeholder(what: string): string {
  return `-----${what}-----\n`;
}
