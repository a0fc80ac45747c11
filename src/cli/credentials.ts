import { readFile } from 'node:fs/promises';
import type { Credentials } from '../operations/transport-of.ts';
import { askHidden } from './ask-hidden.ts';
import type { Invocation } from './invocation.ts';
import { UsageError } from './report/report-thrown.ts';

/**
 * What the operator adds to reach servers. A password comes from the terminal or from a file, never from the command
 * line, where every list of processes shows it.
 * @throws UsageError
 */
export async function readCredentials(
  invocation: Pick<Invocation, 'askSudoPassword' | 'sudoPasswordFile'>,
): Promise<Credentials> {
  const { askSudoPassword, sudoPasswordFile } = invocation;
  if (sudoPasswordFile !== undefined) return { sudoPassword: await readPasswordFile(sudoPasswordFile) };
  return askSudoPassword
    ? { sudoPassword: await askHidden('Password of sudo on the servers: ', 'Use --sudo-password-file FILE.') }
    : {};
}

async function readPasswordFile(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(
      `The password cannot be read: ${error.message}`,
      'Name a file with one line, readable by you alone.',
    );
  });
  const [password = ''] = text.split('\n');
  if (password !== '') return password;
  throw new UsageError(`There is no password in ${file}.`, 'Write it into the first line.');
}
