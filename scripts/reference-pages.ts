import { commandsPage } from './commands-page.ts';
import { problemsPage } from './problems-page.ts';

/** The generated part of docs/reference, by path from the root of the checkout. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/reference/commands.md', commandsPage()],
    ['docs/reference/problems.md', problemsPage()],
  ]);
}
