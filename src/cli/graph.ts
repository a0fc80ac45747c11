import type { Command } from 'commander';
import { Option } from 'commander';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { action } from './invocation.ts';
import { loadDeclaration } from './load-declaration.ts';

interface GraphOptions {
  readonly format: 'mermaid' | 'svg';
  readonly out?: string;
}

export function addGraph(program: Command): void {
  program
    .command('graph')
    .summary('draw the hosts and who may talk to whom')
    .description('Draws the hosts of an environment and the flows between them, as SVG or as Mermaid.')
    .addOption(new Option('--format <format>', 'how to draw').choices(['mermaid', 'svg']).default('mermaid'))
    .option('--out <file>', 'write to a file instead of stdout')
    .addHelpText('after', examples)
    .action(
      action<GraphOptions>(async (invocation, { format, out: file }) => {
        const { platform } = await loadDeclaration(invocation);
        const text = await (format === 'svg'
          ? import('./graph/svg.ts').then(({ renderSvg }) => renderSvg(platform))
          : import('./graph/mermaid.ts').then(({ renderMermaid }) => renderMermaid(platform)));
        const { json, out } = invocation;
        if (file !== undefined) {
          const { writeFile } = await import('node:fs/promises');
          await writeFile(file, text);
          out.print(json ? JSON.stringify({ format, file }, null, 2) : file);
        } else {
          out.print(json ? JSON.stringify({ format, text }, null, 2) : text.trimEnd());
        }
        return exitCodes.ok;
      }),
    );
}

const examples = renderExamples([
  ['smartx graph', 'Mermaid on stdout, for a README or a wiki'],
  ['smartx graph --format svg --out platform.svg', 'a picture for a browser, light and dark'],
]);
