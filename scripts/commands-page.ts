import type { Command } from 'commander';
import { buildProgram } from '../src/cli/program.ts';

/** The help of every command. */
export function commandsPage(): string {
  const program = buildProgram();
  const shown = program.commands.filter((command) => command.name() !== '__complete');
  return [
    heading,
    section('smartx', program),
    ...shown.flatMap((command) => sections(`smartx ${command.name()}`, command)),
  ].join('\n');
}

const heading = `# Commands

Exit codes: 0 fine, 1 the world refused, 2 the declaration or the command line is wrong, 70 a mistake in Smartx,
130 interrupted. With \`--json\` stdout is one document, also when something is wrong: then it has the key \`error\`.
Progress and messages go to stderr.

This page is generated from \`src/cli\`; see [CONTRIBUTING.md](../../CONTRIBUTING.md).
`;

/** A command and those that it has. */
function sections(title: string, command: Command): string[] {
  return [section(title, command), ...command.commands.flatMap((one) => sections(`${title} ${one.name()}`, one))];
}

function section(title: string, command: Command): string {
  return `## ${title}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`;
}

/** As wide as commander takes a pipe to be, so that the page does not depend on a terminal. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trimEnd();
}
