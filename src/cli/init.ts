import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { shellWord } from '../plan/shell-words.ts';
import { configFileName } from './config-file.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { type Framework, frameworks } from './init/finding.ts';
import { action, type Invocation } from './invocation.ts';
import { ownCommand } from './own-command.ts';
import { UsageError } from './report/report-thrown.ts';

export function addInit(program: Command): void {
  program
    .command('init')
    .argument('[dir]', 'directory of the new platform, or of an application', '.')
    .addOption(new Option('--framework <name>', 'what the application is made with').choices([...frameworks]))
    .summary('a new platform, or the declaration of an application that you have')
    .description(
      'In an empty directory, writes smartx.config.ts and a sample application. In one with an application, finds out what it is made with and writes smartx.config.ts alone. Never overwrites anything.',
    )
    .addHelpText('after', examples)
    .action(action(runInit));
}

const examples = renderExamples([
  ['smartx init shop', 'a new platform in ./shop, with a sample in Node'],
  ['smartx init shop --framework django', 'the same with one in Django'],
  ['smartx init', 'a declaration for the application in this directory'],
  ['smartx init --framework command', 'for one that nothing was found out about'],
]);

interface InitOptions {
  readonly framework?: Framework;
}

async function runInit(invocation: Invocation, { framework }: InitOptions, [target = '.']: readonly string[]) {
  const { out, json } = invocation;
  const directory = resolve(invocation.directory, target);
  if (existsSync(join(directory, configFileName))) {
    throw new UsageError(
      `${join(directory, configFileName)} exists already; nothing was written.`,
      `${ownCommand()} init NEW-DIRECTORY`,
    );
  }
  const result = (await isEmpty(directory))
    ? await createNew(directory, framework ?? 'node')
    : await adopt(directory, framework);
  out.print(json ? JSON.stringify(result.document, null, 2) : result.text(invocation, nextSteps(target)));
  return exitCodes.ok;
}

/** What a new repository has does not count. */
async function isEmpty(directory: string): Promise<boolean> {
  if (!existsSync(directory)) return true;
  const names = await readdir(directory);
  return names.every((name) => name.startsWith('.') || /^(?:README|LICENSE|tsconfig\.json)/i.test(name));
}

interface Result {
  readonly document: object;
  readonly text: (invocation: Invocation, next: readonly string[]) => string;
}

async function createNew(directory: string, framework: Framework): Promise<Result> {
  const { createPlatform } = await import('./init/create-platform.ts');
  const { samples } = await import('./init/samples.ts');
  const document = await createPlatform(directory, framework);
  return {
    document,
    text: ({ out }, next) =>
      [
        `${out.paint(['bold', 'green'], '✓')} ${directory}: smartx.config.ts and a sample application in app/, a ${samples[framework].kind}`,
        '',
        ...next,
      ].join('\n'),
  };
}

async function adopt(directory: string, framework: Framework | undefined): Promise<Result> {
  const { adoptProject } = await import('./init/adopt-project.ts');
  const { renderAdopted } = await import('./init/render-adopted.ts');
  const project = await adoptProject(directory, framework);
  const { app: _app, directory: appDirectory, ...rest } = project;
  return {
    document: { ...rest, directory, appDirectory },
    text: ({ out }, next) => [renderAdopted(directory, project, out), '', ...next].join('\n'),
  };
}

function nextSteps(target: string): readonly string[] {
  const inside = target === '.' ? '' : `cd ${shellWord(target)} && `;
  const own = ownCommand({ everywhere: target !== '.' });
  return [
    '  Next:',
    `    ${inside}${own} check      # what it declares`,
    `    ${inside}sudo ${own} up    # the whole platform on this machine`,
    '',
    '  Commit secrets.*.age and secrets.recipients when they appear: they are encrypted. .smartx/ ignores itself.',
    '',
    "  Its environment is named 'lab', as in every new platform, and a machine has one lab of a name at a time: take",
    `  another one down first (in its directory), or give this one a name of its own under 'environments'.`,
  ];
}
