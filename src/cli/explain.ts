import type { Command } from 'commander';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { action, type Output } from './invocation.ts';
import { UsageError } from './report/report-thrown.ts';
import { renderTable } from './table.ts';
import { wrapWords } from './wrap-words.ts';

export function addExplain(program: Command): void {
  program
    .command('explain')
    .argument('[code]', 'code of a problem')
    .summary('tell more about a problem, or list all of them')
    .description(
      'Tells more about a problem: why it is one, and an example of how to write it. Without a code: the list.',
    )
    .addHelpText('after', examples)
    .action(
      action(async ({ out, json }, _options, [code]) => {
        const { catalogue } = await import('../problems/catalogue.ts');
        if (code === undefined) {
          const all = Object.entries(catalogue).sort(([a], [b]) => (a < b ? -1 : 1));
          const list = all.map(([name, { title }]) => ({ code: name, title }));
          const table = renderTable(list.map((entry) => [out.paint('bold', entry.code), entry.title]));
          out.print(json ? JSON.stringify(list, null, 2) : table);
          return exitCodes.ok;
        }
        const name = await findCode(code, Object.keys(catalogue));
        const entry = catalogue[name as keyof typeof catalogue];
        out.print(json ? JSON.stringify({ code: name, ...entry }, null, 2) : renderEntry(name, entry, out));
        return exitCodes.ok;
      }),
    );
}

const examples = renderExamples([
  ['smartx explain', 'all problems that smartx check can find'],
  ['smartx explain CNAME_NOT_ALONE', 'one of them'],
]);

async function findCode(typed: string, known: readonly string[]): Promise<string> {
  const wanted = typed.toUpperCase().replaceAll('-', '_');
  if (known.includes(wanted)) return wanted;
  const { didYouMeanHint } = await import('../problems/suggest.ts');
  throw new UsageError(
    `There is no problem '${typed}'.${didYouMeanHint(wanted, known)}`,
    'smartx explain lists all of them.',
  );
}

interface Entry {
  readonly title: string;
  readonly explanation: string;
  readonly wrong: string;
  readonly right: string;
}

function renderEntry(code: string, { title, explanation, wrong, right }: Entry, { paint, columns }: Output): string {
  const indented = (text: string) => text.split('\n').map((line) => `    ${line}`);
  return [
    `${paint('bold', code)}  ${title}`,
    '',
    wrapWords(explanation, Math.min(columns, 100), '  '),
    '',
    `  ${paint('red', '✗ wrong')}`,
    ...indented(wrong),
    `  ${paint('green', '✓ right')}`,
    ...indented(right),
  ].join('\n');
}
