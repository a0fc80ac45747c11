import { Argument, type Command } from 'commander';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { action } from './invocation.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .summary('completion for bash, zsh or fish')
    .description('Prints a script that completes commands, options, hosts and codes of problems.')
    .addHelpText('after', examples)
    .action(
      action(async ({ out }, _options, [shell]) => {
        const { completionScripts } = await import('./completion-scripts.ts');
        out.print(completionScripts[shell as (typeof shells)[number]](readWords(program)).trimEnd());
        return exitCodes.ok;
      }),
    );
  program
    .command('__complete', { hidden: true })
    .argument('<what>')
    .action(
      action(async (invocation, _options, [what]) => {
        const { readCandidates } = await import('./completion-candidates.ts');
        for (const candidate of await readCandidates(what!, invocation.environment)) invocation.out.print(candidate);
        return exitCodes.ok;
      }),
    );
}

const examples = renderExamples([
  ['source <(smartx completion bash)', 'in ~/.bashrc'],
  ['smartx completion zsh > ~/.zfunc/_smartx', 'with ~/.zfunc in fpath'],
  ['smartx completion fish > ~/.config/fish/completions/smartx.fish', 'once'],
]);

export interface CompletionWords {
  readonly global: readonly CompletionOption[];
  readonly commands: readonly {
    readonly name: string;
    readonly summary: string;
    readonly options: readonly CompletionOption[];
  }[];
}

export interface CompletionOption {
  readonly long: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** Empty when anything may be written. */
  readonly choices: readonly string[];
}

/** Read from the commands themselves, so that completion never lags behind. */
function readWords(program: Command): CompletionWords {
  return {
    global: optionsOf(program),
    commands: program.commands
      .filter((command) => command.name() !== '__complete')
      .map((command) => ({ name: command.name(), summary: command.summary(), options: optionsOf(command) })),
  };
}

function optionsOf(command: Command): CompletionOption[] {
  return command.options.map((option) => ({
    long: option.long ?? option.flags,
    description: option.description,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
  }));
}
