import type { Command } from 'commander';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { action } from './invocation.ts';
import { loadDeclaration } from './load-declaration.ts';

interface ExportOptions {
  readonly out?: string;
}

export function addExport(program: Command): void {
  const command = program
    .command('export')
    .summary('write parts of the platform for other tools')
    .description('Writes parts of the platform in the form of another tool.')
    .addHelpText('after', examples);
  addGrafana(command);
}

function addGrafana(command: Command): void {
  command
    .command('grafana')
    .summary("the dashboard's charts as a dashboard of Grafana")
    .description(
      "Writes the dashboard's charts as JSON that a Grafana of yours imports. It asks which Prometheus to read when it is " +
        'imported: one that has the series of a monitoring host.',
    )
    .option('--out <file>', 'write to a file instead of stdout')
    .addHelpText('after', examples)
    .action(
      action<ExportOptions>(async (invocation, { out: file }) => {
        const { platform } = await loadDeclaration(invocation);
        const { grafanaDashboard } = await import('./export/grafana-dashboard.ts');
        const dashboard = grafanaDashboard(platform.domain, platform.environment);
        const text = JSON.stringify(dashboard, null, 2);
        const { json, out } = invocation;
        if (file !== undefined) {
          const { writeFile } = await import('node:fs/promises');
          await writeFile(file, `${text}\n`);
          out.print(json ? JSON.stringify({ format: 'grafana', file }, null, 2) : file);
        } else {
          out.print(text);
        }
        return exitCodes.ok;
      }),
    );
}

const examples = renderExamples([
  ['smartx export grafana --out smartx.json', 'then in Grafana: Dashboards, New, Import'],
  ['smartx export grafana --env production', 'of another environment, on stdout'],
]);
