import { commandsPage } from './commands-page.ts';
import { problemsPage } from './problems-page.ts';
import { promisesPage } from './promises-page.ts';

/** The generated pages of docs, by path from the root of the checkout. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/concepts/promises.md', promisesPage()],
    ['docs/reference/commands.md', commandsPage()],
    ['docs/reference/problems.md', problemsPage()],
  ]);
}
