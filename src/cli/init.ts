import type { Command } from 'commander';
import { shellWord } from '../plan/shell-words.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { action, type Invocation } from './invocation.ts';
import { ownCommand } from './own-command.ts';

export function addInit(program: Command): void {
  program
    .command('init')
    .argument('[dir]', 'directory of the new platform', '.')
    .summary('a new platform: declaration and sample application')
    .description('Writes smartx.config.ts and a sample application. Never overwrites anything.')
    .addHelpText('after', examples)
    .action(action(runInit));
}

const examples = renderExamples([
  ['smartx init shop', 'a new platform in ./shop'],
  ['smartx init', 'in this directory'],
]);

async function runInit({ directory, out, json }: Invocation, _options: object, [target = '.']: readonly string[]) {
  const { createPlatform } = await import('./create-platform.ts');
  const { resolve } = await import('node:path');
  const created = await createPlatform(resolve(directory, target));
  const inside = target === '.' ? '' : `cd ${shellWord(target)} && `;
  const own = ownCommand({ everywhere: target !== '.' });
  out.print(
    json
      ? JSON.stringify(created, null, 2)
      : [
          `${out.paint(['bold', 'green'], '✓')} ${created.directory}: smartx.config.ts and the sample application in app/`,
          '',
          '  Next:',
          `    ${inside}${own} check      # what it declares`,
          `    ${inside}sudo ${own} up    # the whole platform on this machine`,
          '',
          '  Commit secrets.*.age and secrets.recipients when they appear: they are encrypted. .smartx/ ignores itself.',
          '',
          "  Its environment is named 'lab', as in every new platform, and a machine has one lab of a name at a time: take",
          `  another one down first (in its directory), or give this one a name of its own under 'environments'.`,
        ].join('\n'),
  );
  return exitCodes.ok;
}
