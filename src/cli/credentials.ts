import { readFile } from 'node:fs/promises';
import type { Credentials } from '../operations/transport-of.ts';
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
  return askSudoPassword ? { sudoPassword: await askPassword('Password of sudo on the servers: ') } : {};
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

const ctrlC = '\u0003';
const ctrlD = '\u0004';
const backspaces = ['\u007f', '\b'];

/** Reads a line without showing it. */
async function askPassword(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY)
    throw new UsageError('There is no terminal to type a password on.', 'Use --sudo-password-file FILE.');
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  let typed = '';
  try {
    for await (const chunk of stdin) {
      for (const character of chunk as string) {
        if (character === '\r' || character === '\n') return typed;
        if (character === ctrlC || character === ctrlD) throw new UsageError('No password was typed.', 'Run it again.');
        typed = backspaces.includes(character) ? typed.slice(0, -1) : typed + character;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}
