import type { Answer } from './promise.ts';
import type { Finding } from './verdict.ts';

/** What a command printed, or the finding that there is nothing to read. */
export type Output =
  | { readonly ok: true; readonly stdout: string; readonly stderr: string }
  | { readonly ok: false; readonly finding: Finding };

/**
 * Reads the answer of a command that should exit 0.
 *
 * @param who names host and question in the fault: `db-1, asked for its settings,`
 */
export function readOutput(who: string, answer: Answer): Output {
  if (answer.kind === 'silent') return { ok: false, finding: { faults: [`${who} did not answer: ${answer.reason}.`] } };
  const { exitCode, stdout, stderr } = answer;
  if (exitCode === 0) return { ok: true, stdout, stderr };
  const said = lastLine(stderr) ?? lastLine(stdout);
  return { ok: false, finding: { faults: [`${who} ended with exit code ${exitCode}${said ? `: ${said}` : '.'}`] } };
}

/** Lines of fields that are separated by tabs, as `mysql --batch` prints them. */
export function readRows(stdout: string): readonly (readonly string[])[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}
