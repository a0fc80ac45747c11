import { join } from 'node:path';
import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { readIfThere } from '../read-if-there.ts';
import { writeWhole } from '../write-whole.ts';
import { ageStore } from './age-store.ts';
import { parseSecrets, renderSecrets, type SecretsDocument } from './secrets-document.ts';

/** A file of secrets. */
export interface SecretStore {
  readonly file: string;
  /** Undefined where there is no file. @throws Failure when it cannot be read. */
  readonly read: () => Promise<SecretsDocument | undefined>;
  /** Writes it whole, if anything is different. @throws Failure */
  readonly write: (document: SecretsDocument) => Promise<void>;
}

/** Where the secrets of an environment are; of servers both are the same file. */
export interface SecretStores {
  /** What Smartx makes for itself. A lab's goes with the lab. */
  readonly generated: SecretStore;
  /** What an operator gave: beside the declaration. */
  readonly operator: SecretStore;
}

export function secretStores(
  { provider, directory, environment }: Pick<Platform, 'provider' | 'directory' | 'environment'>,
  stateDirectory: string,
): SecretStores {
  const operator = ageStore(directory, environment);
  if (provider === 'lab') return { generated: stateStore(stateDirectory), operator };
  const before = stateStore(stateDirectory);
  // Until there were encrypted files, servers' secrets lay where a lab's do.
  const both = { ...operator, read: async () => (await operator.read()) ?? (await before.read()) };
  return { generated: both, operator: both };
}

/** A file that its owner alone can read, in the directory of an environment's state. */
export function stateStore(stateDirectory: string): SecretStore {
  const file = join(stateDirectory, 'secrets.json');
  return {
    file,
    read: async () => {
      const text = await readIfThere(file);
      return text === undefined ? undefined : parseState(file, text);
    },
    write: (document) => writeWhole(file, renderSecrets(document)),
  };
}

function parseState(file: string, text: string): SecretsDocument {
  try {
    return parseSecrets(text);
  } catch {
    throw new Failure({
      step: 'read the secrets of this environment',
      reason: `${file} is not valid JSON`,
      changed: 'Nothing was changed.',
      next: 'restore the file from a copy; in a lab, "smartx down" and "smartx up" make new secrets.',
    });
  }
}
