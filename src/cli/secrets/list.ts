import type { Command } from 'commander';
import type { ListedSecret, SecretList } from '../../operations/secrets/list-secrets.ts';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { action, type Invocation, type Output, sameCommand } from '../invocation.ts';
import { loadDeclaration } from '../load-declaration.ts';
import { renderTable } from '../table.ts';
import { withSecrets } from './reach-secrets.ts';

export function addSecretsList(secrets: Command): void {
  secrets
    .command('list')
    .summary('names, purposes and dates; no values')
    .description(
      'Shows each secret of the environment: what it is for, when it was set, and whether it is missing. Ends with code 1 when the application lacks one.',
    )
    .addHelpText(
      'after',
      renderExamples([
        ['smartx secrets list --env production', 'one line a secret'],
        ['sudo smartx secrets list --json', "the lab's, as a document for a script"],
      ]),
    )
    .action(action(runList));
}

async function runList(invocation: Invocation): Promise<number> {
  const { out, json } = invocation;
  const loaded = await loadDeclaration(invocation);
  const { listSecrets } = await import('../../operations/secrets/list-secrets.ts');
  const list = await withSecrets(invocation, loaded, ['list'], ({ platform }) => listSecrets(platform));
  out.print(json ? JSON.stringify(list, null, 2) : renderList(list, invocation));
  return list.secrets.some(isLacking) ? exitCodes.failure : exitCodes.ok;
}

/** Smartx makes its own when it needs them. */
function isLacking({ from, state }: ListedSecret): boolean {
  return from === 'operator' && state === 'missing';
}

function renderList({ secrets, rotation }: SecretList, invocation: Invocation): string {
  const { out } = invocation;
  const titles = ['secret', 'for', 'set', ''].map((title) => out.paint('dim', title));
  const lines = [renderTable([titles, ...secrets.map((one) => renderSecret(one, out))])];
  const lacking = secrets.filter(isLacking).map(({ name }) => sameCommand(invocation, 'secrets', 'set', name));
  if (lacking.length > 0) lines.push('', ...lacking.map((command) => `${out.paint('yellow', '!')} ${command}`));
  if (rotation !== null) {
    const command = sameCommand(invocation, 'secrets', 'rotate', 'database');
    lines.push(
      '',
      `${out.paint('yellow', '!')} A rotation of ${rotation.begun} is not finished; ${command} finishes it.`,
    );
  }
  return lines.join('\n');
}

function renderSecret({ name, purpose, state, set, from }: ListedSecret, { paint }: Output): string[] {
  const day = set === null ? '' : set.slice(0, 'YYYY-MM-DD'.length);
  const notes = {
    set: '',
    missing: from === 'smartx' ? paint('dim', 'made when needed') : paint('red', 'missing'),
    unused: paint('yellow', 'not used'),
  };
  return [paint('bold', name), purpose, day, notes[state]];
}
