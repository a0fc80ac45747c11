import { chmod, chown, mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from '../../problems/failure.ts';
import { run } from '../../process/run.ts';
import { readIfThere } from '../read-if-there.ts';
import { writeWhole } from '../write-whole.ts';

/** The operator's private keys of age(1), and where they are. */
export interface Identity {
  readonly file: string;
  readonly keys: readonly string[];
  /** Their public keys, in the same order. */
  readonly recipients: readonly string[];
}

/**
 * Reads the operator's identity, in the format of age-keygen(1), and makes one where there is none yet.
 * @throws Failure when others can read it, or it is none.
 */
export async function ensureIdentity(): Promise<Identity> {
  const { file, owner } = await placeOfIdentity();
  const text = (await readIfThere(file)) ?? (await makeIdentity(file, owner));
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) throw refused(file, 'others than its owner can read it', `chmod 600 ${file}`);
  const keys = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const { identityToRecipient } = await import('age-encryption');
  try {
    const recipients = await Promise.all(keys.map((key) => identityToRecipient(key)));
    if (keys.length > 0) return { file, keys, recipients };
  } catch {
    // Said below: the message of the library could quote the key.
  }
  throw refused(file, 'it holds no identity of age', 'name another file with SMARTX_AGE_IDENTITY_FILE.');
}

interface Place {
  readonly file: string;
  /** Whom it belongs to, when that is not whoever runs this. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

/** Labs need root, and by sudo the identity is still that of whoever typed it. */
async function placeOfIdentity(): Promise<Place> {
  const { SMARTX_AGE_IDENTITY_FILE: named, XDG_CONFIG_HOME: config, SUDO_USER: behindSudo } = process.env;
  const isSudo = process.getuid?.() === 0 && behindSudo !== undefined && behindSudo !== 'root';
  const owner = isSudo ? { uid: Number(process.env.SUDO_UID), gid: Number(process.env.SUDO_GID) } : undefined;
  if (named) return { file: named, owner };
  const home = isSudo ? await homeOf(behindSudo) : homedir();
  return { file: join(config || join(home, '.config'), 'smartx', 'identity.txt'), owner };
}

async function homeOf(user: string): Promise<string> {
  const { stdout } = await run(['getent', 'passwd', user]);
  const home = stdout.trim().split(':')[5];
  if (home !== undefined && home !== '') return home;
  throw refused(`the identity of ${user}`, 'nobody knows their home', 'name a file with SMARTX_AGE_IDENTITY_FILE.');
}

async function makeIdentity(file: string, owner: Place['owner']): Promise<string> {
  const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
  const key = await generateX25519Identity();
  const text = `# Made by Smartx. Keep a copy in a safe place: it opens the secrets of your platforms.\n# public key: ${await identityToRecipient(key)}\n${key}\n`;
  const made = await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeWhole(file, text);
  await chmod(file, 0o600);
  if (owner === undefined) return text;
  await chown(file, owner.uid, owner.gid);
  if (made !== undefined) await giveDirectories(made, dirname(file), owner);
  return text;
}

/** Directories that were made on the way, from the first one down to the last one. */
async function giveDirectories(first: string, last: string, owner: NonNullable<Place['owner']>): Promise<void> {
  for (let directory = last; directory.length >= first.length; directory = dirname(directory)) {
    await chown(directory, owner.uid, owner.gid);
  }
}

function refused(file: string, reason: string, next: string): Failure {
  return new Failure({ step: `use ${file}`, reason, changed: 'Nothing was changed.', next });
}
