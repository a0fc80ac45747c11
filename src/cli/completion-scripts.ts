import { tiers } from '../promises/promise.ts';
import type { CompletionOption, CompletionWords } from './completion.ts';

/** A script for each shell. Commands and options are written into it; hosts and codes are asked for when needed. */
export const completionScripts: Readonly<Record<'bash' | 'zsh' | 'fish', (words: CompletionWords) => string>> = {
  bash: renderBash,
  zsh: renderZsh,
  fish: renderFish,
};

/** What is completed after a command's name besides its options. */
const argumentsOf: Readonly<Record<string, string>> = { ssh: 'hosts', explain: 'codes', drill: 'drills' };
/** Of options that take more than one word of a list, and so have no fixed choices. */
const wordsOf: Readonly<Record<string, readonly string[]>> = { '--only': tiers };
const shellNames = 'bash zsh fish';

function renderBash({ global, commands }: CompletionWords): string {
  const cases = commands.map(({ name, options }) => {
    const fixed = [...flags(options), ...flags(global)].join(' ');
    return `    ${name}) words="${[name === 'completion' ? shellNames : '', fixed].join(' ').trim()}"${dynamic(name)} ;;`;
  });
  return `# bash completion of smartx; load it with: source <(smartx completion bash)
_smartx() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command='' words='' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      --) return ;;
      ${valueOptions(global).join(' | ')}) ((index++)) ;;
      -*) ;;
      *) command=\${COMP_WORDS[index]}; break ;;
    esac
  done
  case $previous in
    --env) mapfile -t COMPREPLY < <(compgen -W "lab $(smartx __complete environments 2>/dev/null)" -- "$current"); return ;;
    --config | --out | --html | --junit) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
    --only) mapfile -t COMPREPLY < <(compgen -W "${tiers.join(' ')}" -- "$current"); return ;;
    --format) mapfile -t COMPREPLY < <(compgen -W "mermaid svg" -- "$current"); return ;;
  esac
  case $command in
    '') words="${[...commands.map(({ name }) => name), 'help', ...flags(global)].join(' ')}" ;;
${cases.join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _smartx smartx ./smartx
`;
}

/** Hosts and codes are only asked for where no option is being typed. */
function dynamic(command: string): string {
  const what = argumentsOf[command];
  return what === undefined ? '' : `; [[ $current == -* ]] || words="$(smartx __complete ${what} 2>/dev/null)"`;
}

function renderZsh({ global, commands }: CompletionWords): string {
  const cases = commands.map(({ name, options }) => {
    const what = argumentsOf[name];
    const rest =
      what !== undefined
        ? ` '1:${what}:(\${(f)"$(smartx __complete ${what} 2>/dev/null)"})'`
        : name === 'completion'
          ? ` '1:shell:(${shellNames})'`
          : name === 'init'
            ? " '1:directory:_files -/'"
            : '';
    return `    ${name}) _arguments -s ${[...options, ...global].map(zshOption).join(' ')}${rest} ;;`;
  });
  return `#compdef smartx
# zsh completion of smartx; write it to a file named _smartx in a directory of $fpath
_smartx() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${zshQuote(`${name}:${summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands 'command' commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
# Either this file is the function that zsh loads, or it is being sourced.
if [[ $funcstack[1] == _smartx ]]; then _smartx "$@"; else compdef _smartx smartx; fi
`;
}

function zshOption(option: CompletionOption): string {
  const description = option.description.replaceAll(/[[\]:]/g, '');
  const value = option.takesValue ? `:value:${zshValues(option)}` : '';
  return zshQuote(`${option.long}[${description}]${value}`);
}

function zshValues({ long, choices }: CompletionOption): string {
  const words = wordsOf[long] ?? choices;
  if (words.length > 0) return `(${words.join(' ')})`;
  return long === '--env' ? `(lab \${(f)"$(smartx __complete environments 2>/dev/null)"})` : '_files';
}

function zshQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function renderFish({ global, commands }: CompletionWords): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = [
    '# fish completion of smartx; write it to ~/.config/fish/completions/smartx.fish',
    'complete -c smartx -f',
    ...global.map((option) => fishOption(option, '')),
    ...commands.map(
      ({ name, summary }) =>
        `complete -c smartx -n 'not __fish_seen_subcommand_from ${names}' -a ${name} -d ${fishQuote(summary)}`,
    ),
    ...commands.flatMap(({ name, options }) =>
      options.map((option) => fishOption(option, ` -n '__fish_seen_subcommand_from ${name}'`)),
    ),
    ...Object.entries(argumentsOf).map(
      ([name, what]) =>
        `complete -c smartx -n '__fish_seen_subcommand_from ${name}' -a '(smartx __complete ${what} 2>/dev/null)'`,
    ),
    `complete -c smartx -n '__fish_seen_subcommand_from completion' -a '${shellNames}'`,
  ];
  return `${lines.join('\n')}\n`;
}

function fishOption({ long, description, takesValue, choices }: CompletionOption, condition: string): string {
  const name = long.replace(/^--/, '');
  const words = wordsOf[long] ?? choices;
  const values =
    words.length > 0
      ? ` -xa '${words.join(' ')}'`
      : long === '--env'
        ? " -xa 'lab (smartx __complete environments 2>/dev/null)'"
        : takesValue
          ? ' -rF'
          : '';
  return `complete -c smartx${condition} -l ${name}${values} -d ${fishQuote(description)}`;
}

function fishQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function flags(options: readonly CompletionOption[]): string[] {
  return options.map(({ long }) => long);
}

function valueOptions(options: readonly CompletionOption[]): string[] {
  return options.filter(({ takesValue }) => takesValue).map(({ long }) => long);
}
