import { givenVariables } from './app-variables.ts';
import { bad, good, type Reading, show } from './reading.ts';

const argumentsMax = 64;
const fix = "Write the program and its arguments: 'node src/main.ts' or ['node', 'src/main.ts'].";
const shellFix = "Commands run without a shell: move this into a script and name that, or write ['sh', '-c', '...'].";

/** Reads a command, as one line of words or as argv, without giving it to a shell. */
export function parseCommand(value: unknown): Reading<readonly string[]> {
  if (typeof value === 'string') return splitWords(value);
  if (!Array.isArray(value)) return bad('COMMAND_INVALID', `${show(value)} is not a command.`, fix);
  const wrong = value.findIndex((word) => typeof word !== 'string' || hasControlCharacter(word));
  if (wrong !== -1) return bad('COMMAND_INVALID', `argument ${wrong}, ${show(value[wrong])}, is not plain text.`, fix);
  return limited(value as string[]);
}

/** Words as a shell would split them; whatever only a shell could do is refused. */
function splitWords(line: string): Reading<readonly string[]> {
  if (hasControlCharacter(line)) return bad('COMMAND_INVALID', `${show(line)} has a control character.`, fix);
  const words: string[] = [];
  let position = 0;
  while (position < line.length) {
    if (line[position] === ' ') {
      position += 1;
      continue;
    }
    const word = readWord(line, position);
    if (!word.ok) return word;
    words.push(word.value.text);
    position = word.value.end;
  }
  return limited(words);
}

/** No shell fills these in, but Smartx. */
const variable = `\\$(?:${Object.keys(givenVariables).join('|')})(?![A-Z0-9_])`;
const variableHere = new RegExp(variable, 'y');
const everyVariable = new RegExp(variable, 'g');

function readWord(line: string, start: number): Reading<{ text: string; end: number }> {
  let text = '';
  let end = start;
  while (end < line.length && line[end] !== ' ') {
    const character = line[end]!;
    const filled = variableAt(line, end);
    if (character === "'" || character === '"') {
      const close = line.indexOf(character, end + 1);
      if (close === -1) return bad('COMMAND_INVALID', `${show(line)} has an open quote.`, fix);
      const inner = line.slice(end + 1, close);
      const special = /[$`\\]/.exec(inner.replaceAll(everyVariable, ''));
      if (character === '"' && special !== null) return shellSyntax(line, special[0]);
      text += inner;
      end = close + 1;
    } else if (filled !== '') {
      text += filled;
      end += filled.length;
    } else if (/[|&;<>()$`\\*?[\]{}~#!]/.test(character)) {
      return shellSyntax(line, character);
    } else {
      text += character;
      end += 1;
    }
  }
  return good({ text, end });
}

function variableAt(line: string, position: number): string {
  variableHere.lastIndex = position;
  return variableHere.exec(line)?.[0] ?? '';
}

function shellSyntax(line: string, character: string): Reading<never> {
  return bad('COMMAND_NEEDS_SHELL', `${show(line)} uses the shell's ${character}.`, shellFix);
}

function limited(words: readonly string[]): Reading<readonly string[]> {
  if (words.length === 0 || words[0] === '') return bad('COMMAND_INVALID', 'the command is empty.', fix);
  if (words.length > argumentsMax) {
    return bad('COMMAND_INVALID', `the command has ${words.length} words, ${argumentsMax} are allowed.`, fix);
  }
  return good(words);
}

/** Unit files, environment files and our plans are lines of text: a control character would break out of one. */
function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\x7f');
}
