import type { Platform } from '../platform/platform.ts';
import { alertSecretKeys } from '../services/alert-secrets.ts';
import {
  type KeyPair,
  type Materials,
  type SecretName,
  type Secrets,
  secretKey,
  secretNamesOf,
} from '../services/manifest.ts';

/**
 * Materials for looking at what would be written without reading or making a single secret: each one is replaced by a
 * text that says what stands there. The same platform gives the same bytes, and no daemon would take the certificates.
 */
export function placeholderMaterials(platform: Platform, databaseAgent = '// the database agent\n'): Materials {
  return {
    secrets: Object.fromEntries(secretNamesOf(platform).map((name) => [name, placeholderSecret(name)])) as Secrets,
    newPasswords: {},
    appSecrets: Object.fromEntries(
      [
        ...platform.apps.flatMap((app) => app.secrets.map((name) => secretKey(app, name))),
        ...alertSecretKeys(platform),
      ].map((key) => [key, `placeholder-${key}`]),
    ),
    certificates: {
      authority: '<certificate of the authority>\n',
      site: placeholderPair('the site'),
      hosts: Object.fromEntries(platform.hosts.map(({ name }) => [name, placeholderPair(name)])),
    },
    releases: {
      apps: Object.fromEntries(platform.apps.map(({ id }) => [id, 'aaaaaaaaaaaa'])),
      static: platform.web.staticDirectory === undefined ? undefined : 'bbbbbbbbbbbb',
    },
    aptKey: platform.database.source?.key.kind === 'file' ? '<key of the packages>\n' : undefined,
    databaseAgent,
    dashboard: { release: 'cccccccccccc', login: { hash: '<hash of a password>', visitor: 'placeholder-visitor' } },
    backup:
      platform.database.backup === undefined
        ? undefined
        : {
            program: '// the backup program\n',
            recipient: `age1${'q'.repeat(58)}`,
            environment: platform.database.backup.target.kind === 'restic' ? '# variables of restic\n' : undefined,
            ssh: isOverSftp(platform)
              ? { key: '<private key>\n', knownHosts: '# keys of the other host\n' }
              : undefined,
          },
  };
}

function isOverSftp({ database: { backup } }: Platform): boolean {
  return backup?.target.kind === 'restic' && backup.target.ssh !== undefined;
}

function placeholderSecret(name: SecretName): string {
  // Knot reads nothing but base64 here, and its checker decodes it; 32 zero bytes say that nobody should use it.
  return name === 'zoneTransferKey' ? `${'A'.repeat(43)}=` : `placeholder-${name}`;
}

function placeholderPair(owner: string): KeyPair {
  return { certificate: `<certificate of ${owner}>\n`, key: `<key of ${owner}>\n` };
}
