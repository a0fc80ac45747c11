import type { Problem } from '../../problems/problem.ts';
import type { Output } from '../invocation.ts';
import { wrapWords } from '../wrap-words.ts';

const widthMax = 100;

/** All problems for people: where, what, and what to write instead, in the order of the declaration. */
export function renderProblems(
  problems: readonly Problem[],
  file: string | undefined,
  { paint, columns }: Pick<Output, 'paint' | 'columns'>,
): string {
  const width = Math.min(columns, widthMax);
  const blocks = problems.map(({ path, reason, fix, code }) =>
    [
      `${paint(['bold', 'red'], path)}  ${paint('dim', code)}`,
      wrapWords(asSentence(reason), width, '  '),
      paint('green', wrapWords(asSentence(fix), width, '  → ').replaceAll('\n  → ', '\n    ')),
    ].join('\n'),
  );
  return [...blocks, renderCount(problems, file)].join('\n\n');
}

function renderCount(problems: readonly Problem[], file: string | undefined): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const where = file === undefined ? '' : ` in ${file}`;
  return `${count}${where}. To learn more: smartx explain ${problems[0]?.code ?? 'CODE'}`;
}

/** Reasons are written as parts of a sentence by some and as whole ones by others. */
function asSentence(text: string): string {
  const start = /^[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?`]$/.test(start) ? start : `${start}.`;
}
