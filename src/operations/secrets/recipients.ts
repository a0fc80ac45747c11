import { join } from 'node:path';
import { Failure } from '../../problems/failure.ts';
import { readIfThere } from '../read-if-there.ts';
import { ensureIdentity } from './identity.ts';
import { writeForOwner } from './write-for-owner.ts';

export const recipientsFile = 'secrets.recipients';

/**
 * Who may read the secrets that lie beside a declaration: public keys of age(1), sorted. Without a file they are those of
 * whoever writes the first secret.
 * @throws Failure when a line is none, or the operator is not among them.
 */
export async function ensureRecipients(directory: string): Promise<readonly string[]> {
  const file = join(directory, recipientsFile);
  const identity = await ensureIdentity();
  const text = await readIfThere(file);
  if (text === undefined) {
    await writeForOwner(file, `${header}${identity.recipients.join('\n')}\n`);
    return identity.recipients.toSorted();
  }
  const recipients = await parseRecipients(file, text);
  if (identity.recipients.some((own) => recipients.includes(own))) return recipients;
  throw refused(
    file,
    `you are not among them: ${identity.file} is ${identity.recipients.join(', ')}`,
    'add your line, so that you can read what you write.',
  );
}

const header = `# Who can read secrets.*.age: one public key of age(1) a line. Commit this file.
# After a change: smartx secrets rekey --env ENVIRONMENT
`;

async function parseRecipients(file: string, text: string): Promise<readonly string[]> {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  const { Encrypter } = await import('age-encryption');
  const checker = new Encrypter();
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    try {
      checker.addRecipient(line);
    } catch {
      const next = 'write keys like age1…, as age-keygen -y prints them.';
      throw refused(file, `line ${index + 1} is no public key of age`, next);
    }
  }
  const recipients = [...new Set(lines.filter((line) => line !== ''))].sort();
  if (recipients.length > 0) return recipients;
  throw refused(file, 'it names nobody', 'add a line, or remove the file: then it is made with yours.');
}

function refused(file: string, reason: string, next: string): Failure {
  return new Failure({ step: `encrypt for those in ${file}`, reason, changed: 'Nothing was changed.', next });
}
