import { askHidden } from '../ask-hidden.ts';
import { UsageError } from '../report/report-thrown.ts';

/** As of the variables that are written in the declaration; see app-schema.ts. */
const VALUE_CHARACTERS_MAX = 4_096;

/** A secret's value: what is piped in, or typed and not shown. @throws UsageError */
export async function readValue(name: string, environment: string): Promise<string> {
  const text = process.stdin.isTTY
    ? await askHidden(`Value of ${name} in '${environment}': `, 'Pipe it in.')
    : await readInput();
  // Of `echo` and of a file's last line.
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw new UsageError('There is no value.', 'Pipe it in, or type it at the question.');
  if (/[\0\n\r]/.test(value) || value.length > VALUE_CHARACTERS_MAX) {
    throw new UsageError(
      'The value has several lines, or is too long.',
      `A variable is one line of at most ${VALUE_CHARACTERS_MAX} characters; what is longer can be encoded (base64 -w0).`,
    );
  }
  return value;
}

async function readInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.length > 2 * VALUE_CHARACTERS_MAX) break;
  }
  return text;
}
