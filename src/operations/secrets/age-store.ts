import { join } from 'node:path';
import { Failure } from '../../problems/failure.ts';
import { readIfThere } from '../read-if-there.ts';
import { ensureIdentity } from './identity.ts';
import { ensureRecipients } from './recipients.ts';
import type { SecretStore } from './secret-store.ts';
import { parseSecrets, renderSecrets, type SecretsDocument } from './secrets-document.ts';
import { writeForOwner } from './write-for-owner.ts';

/**
 * `secrets.ENVIRONMENT.age` beside the declaration, encrypted for everybody in `secrets.recipients`. What was encrypted
 * is the document, and for whom: a file that would say the same is left as it is, since each encryption gives other bytes.
 */
export function ageStore(directory: string, environment: string): SecretStore {
  const file = join(directory, `secrets.${environment}.age`);
  const open = async () => {
    const text = await readIfThere(file);
    return text === undefined ? undefined : decrypt({ file, environment }, text);
  };
  return {
    file,
    read: async () => (await open())?.document,
    write: async (document) => {
      const recipients = await ensureRecipients(directory);
      const wanted = renderContent({ recipients, document });
      const there = await open();
      if (there !== undefined && renderContent(there) === wanted) return;
      await writeForOwner(file, await encrypt(wanted, recipients));
    },
  };
}

interface Content {
  readonly recipients: readonly string[];
  readonly document: SecretsDocument;
}

function renderContent({ recipients, document }: Content): string {
  return `# for ${recipients.join(' ')}\n${renderSecrets(document)}`;
}

function parseContent(text: string): Content {
  const [, recipients = '', document = ''] = /^# for (.*)\n([\s\S]*)$/.exec(text) ?? [];
  return { recipients: recipients.split(' '), document: parseSecrets(document) };
}

async function encrypt(text: string, recipients: readonly string[]): Promise<string> {
  const { armor, Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(text));
}

interface Place {
  readonly file: string;
  readonly environment: string;
}

async function decrypt({ file, environment }: Place, text: string): Promise<Content> {
  const { armor, Decrypter } = await import('age-encryption');
  const identity = await ensureIdentity();
  const decrypter = new Decrypter();
  for (const key of identity.keys) decrypter.addIdentity(key);
  try {
    return parseContent(await decrypter.decrypt(armor.decode(text), 'text'));
  } catch (error) {
    // The library's own words; of a parser's error nothing is said, since it could quote a secret.
    const said =
      error instanceof Error && !(error instanceof SyntaxError) ? error.message : 'it is not what was written';
    if (!said.startsWith('no identity matched')) throw unreadable(file, `it is damaged: ${said}`, restoreIt);
    const own = identity.recipients.join(', ');
    throw unreadable(
      file,
      `it is not encrypted for you: ${identity.file} was tried, which is ${own}`,
      `have a colleague who can read it add your key to secrets.recipients and run: smartx secrets rekey --env ${environment}`,
    );
  }
}

const restoreIt = 'restore it from the repository: git checkout, or a commit before.';

function unreadable(file: string, reason: string, next: string): Failure {
  return new Failure({ step: `read ${file}`, reason, changed: 'Nothing was changed.', next });
}
