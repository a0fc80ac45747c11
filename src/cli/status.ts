import type { Command } from 'commander';
import type { EnvironmentStatus } from '../operations/read-status.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { action, type Invocation, type Output, sameCommand } from './invocation.ts';
import { lookIntoLab, refuseLabOfAnother } from './lab-access.ts';
import { loadDeclaration } from './load-declaration.ts';
import { renderTable } from './table.ts';

export function addStatus(program: Command): void {
  program
    .command('status')
    .summary('state of each host and service')
    .description('Shows whether each host of the environment runs, and the state of its services. Changes nothing.')
    .addHelpText('after', examples)
    .action(
      action(async (invocation) => {
        const { platform, directory } = await loadDeclaration(invocation);
        await refuseLabOfAnother(invocation.environment, directory);
        const { readStatus } = await import('../operations/read-status.ts');
        const status = await lookIntoLab(invocation, ['status'], () => readStatus(platform));
        const { out, json } = invocation;
        out.print(json ? JSON.stringify(status, null, 2) : renderStatus(status, invocation));
        return exitCodes.ok;
      }),
    );
}

const examples = renderExamples([
  ['smartx status', 'one line per host'],
  ['smartx status --json', 'a document for a script'],
]);

function renderStatus(status: EnvironmentStatus, invocation: Invocation): string {
  const { paint } = invocation.out;
  const heading = ['host', 'roles', 'private', 'public', 'state', 'services'].map((title) => paint('dim', title));
  const rows = status.hosts.map((host) => [
    paint('bold', host.name),
    host.roles.join(' '),
    host.privateAddress,
    host.publicAddress ?? '',
    paint(host.state === 'running' ? 'green' : 'yellow', host.state),
    renderServices(host.services, paint),
  ]);
  const running = status.hosts.filter(({ state }) => state === 'running').length;
  const advice = running === 0 ? `  ${sameCommand(invocation, 'up')} brings it up.` : '';
  return [
    renderTable([heading, ...rows]),
    '',
    `${status.environment}: ${running} of ${status.hosts.length} hosts running.  ${status.url}  virtual address ${status.virtualAddress}${advice}`,
  ].join('\n');
}

/** All well is a number; what is not well is named. */
function renderServices(services: EnvironmentStatus['hosts'][number]['services'], paint: Output['paint']): string {
  if (services.length === 0) return '';
  const well = services.filter(({ state }) => state === 'active' || state === 'finished').length;
  const unwell = services.filter(({ state }) => state !== 'active' && state !== 'finished');
  const named = unwell.map(({ name, state }) => paint(state === 'failed' ? 'red' : 'yellow', `${name} ${state}`));
  return [`${well} active`, ...named].join(', ');
}
