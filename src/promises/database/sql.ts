import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { readOutput, readRows } from '../output.ts';
import type { Answer, Question } from '../promise.ts';
import { answerAt, type Finding } from '../verdict.ts';

/**
 * A question to the server of every database host, asked on the host itself by root, who needs no password over the
 * local socket. Statements that fail do not end the script (mysql(1), --force); what they say is on stderr.
 *
 * @param about what it is about, for labels: `its settings`
 */
export function sqlQuestions(platform: Platform, about: string, statements: readonly string[]): readonly Question[] {
  return hostsWithRole(platform, 'database').map((member) => ({
    from: { kind: 'host', host: member.name },
    label: `${member.name}: ${about}`,
    argv: ['mysql', '--no-defaults', '--batch', '--skip-column-names', '--raw', '--force', '--connect-timeout=5'],
    input: `set session max_execution_time = 5000;\n${statements.map((statement) => `${statement};\n`).join('')}`,
    timeoutMs: 12_000,
  }));
}

export interface SqlAnswer {
  readonly rows: readonly (readonly string[])[];
  readonly stderr: string;
}

/** Judges each member's answer; one that said nothing is a fault. */
export function judgeMembers(
  platform: Platform,
  about: string,
  answers: readonly Answer[],
  judgeOne: (member: Host, answer: SqlAnswer) => Finding,
): readonly Finding[] {
  return hostsWithRole(platform, 'database').map((member, index) => {
    const read = readSql(member.name, about, answerAt(answers, index));
    return read.ok ? judgeOne(member, read.answer) : read.finding;
  });
}

type SqlReading = { readonly ok: true; readonly answer: SqlAnswer } | { readonly ok: false; readonly finding: Finding };

/** With --force, mysql exits 1 when any statement failed; what counts is whether it got to ask at all. */
export function readSql(member: string, about: string, answer: Answer): SqlReading {
  const reached =
    answer.kind === 'answered' && answer.exitCode === 1 && /^ERROR \d+ \(\w+\) at line/m.test(answer.stderr);
  const output = readOutput(`${member}, asked for ${about},`, reached ? { ...answer, exitCode: 0 } : answer);
  if (!output.ok) return { ok: false, finding: output.finding };
  return { ok: true, answer: { rows: readRows(output.stdout), stderr: output.stderr } };
}

/** Text within single quotes; the names here hold neither quotes nor backslashes. */
export function quoteSql(text: string): string {
  return `'${text.replace(/['\\]/g, '')}'`;
}
