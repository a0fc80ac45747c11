import type { KeyPair, SecretName } from '../../services/manifest.ts';

/** All that one file of secrets holds, before it is encrypted. */
export interface SecretsDocument {
  /** By name, of the platform's own (`secretNames`) and of the application's variables. */
  readonly secrets: Readonly<Record<string, StoredSecret>>;
  /** Of servers: the authority and all that it signed, by name. Absent until an apply has made them. */
  readonly certificates?: Readonly<Record<string, KeyPair>> | undefined;
  /** The change of the database's passwords that is under way. */
  readonly rotation?: Rotation | undefined;
}

export interface StoredSecret {
  readonly value: string;
  /** RFC 3339; null where nobody knows. */
  readonly set: string | null;
}

/**
 * Passwords of the database change in three stages, each of which is a state that hosts can be in for as long as it takes:
 * `accept`: the database takes the new ones as well, everybody uses the old ones; `use`: everybody gets the new ones;
 * `retire`: the database forgets the old ones.
 */
export interface Rotation {
  readonly stage: 'accept' | 'use' | 'retire';
  /** RFC 3339. */
  readonly begun: string;
  /** The passwords that are not in `secrets`: in `accept` the new ones, after it the old ones. */
  readonly others: Readonly<Partial<Record<SecretName, string>>>;
}

export const noSecrets: SecretsDocument = { secrets: {} };

/** @throws SyntaxError and the like when the text is no such document; the message may quote it. */
export function parseSecrets(text: string): SecretsDocument {
  const read: unknown = JSON.parse(text);
  if (typeof read !== 'object' || read === null) throw new SyntaxError('not an object');
  if ('secrets' in read) return read as SecretsDocument;
  // Until there was more to say than the value, a file had nothing but names and values.
  const values = Object.entries(read as Record<string, string>);
  return { secrets: Object.fromEntries(values.map(([name, value]) => [name, { value, set: null }])) };
}

/** The same document gives the same text. */
export function renderSecrets({ secrets, certificates, rotation }: SecretsDocument): string {
  const document = { secrets: sorted(secrets), certificates: certificates && sorted(certificates), rotation };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function sorted<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What the database is to take beside the passwords in `secrets`, or the newest of both. */
export function newPasswordsOf({ secrets, rotation }: SecretsDocument): Partial<Record<SecretName, string>> {
  if (rotation === undefined || rotation.stage === 'retire') return {};
  if (rotation.stage === 'accept') return rotation.others;
  return Object.fromEntries(Object.keys(rotation.others).map((name) => [name, secrets[name]!.value]));
}
