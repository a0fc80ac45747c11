import { UsageError } from './report/report-thrown.ts';

/**
 * Asks on the terminal and reads a line without showing it.
 * @param otherwise what to do where there is no terminal
 * @throws UsageError
 */
export async function askHidden(question: string, otherwise: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) throw new UsageError('There is no terminal to type it on.', otherwise);
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  let typed = '';
  try {
    for await (const chunk of stdin) {
      for (const character of chunk as string) {
        if (character === '\r' || character === '\n') return typed;
        if (character === ctrlC || character === ctrlD) throw new UsageError('Nothing was typed.', 'Run it again.');
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

const ctrlC = '\u0003';
const ctrlD = '\u0004';
const backspaces = ['\u007f', '\b'];
