import { resolve } from 'node:path';
import { shellWord } from '../plan/shell-words.ts';

/**
 * How the operator calls us, ready for a shell: `smartx` where that is on the PATH, else what was typed, for example
 * `../main/smartx`. The launcher says it. `everywhere` makes it work after a change of the directory, too.
 */
export function ownCommand({ everywhere = false } = {}): string {
  const typed = process.env.SMARTX_COMMAND || 'smartx';
  return shellWord(everywhere && typed.includes('/') ? resolve(typed) : typed);
}

/**
 * A message with commands that can be typed as they stand. Messages are written with `smartx`, by those who cannot know
 * how it was called; only what is followed by a command or an option is one.
 */
export function spellCommands(text: string): string {
  const own = ownCommand();
  return own === 'smartx' ? text : text.replaceAll(commandInText, () => own);
}

const commandInText =
  /(?<![\w./-])smartx(?= (?:--|…|(?:init|check|render|plan|apply|up|down|scale|status|verify|drill|ssh|logs|db|deploy|rollback|releases|graph|explain|completion)\b))/g;
