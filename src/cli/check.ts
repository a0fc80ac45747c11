import type { Command } from 'commander';
import type { App, Platform } from '../platform/platform.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { action, type Output } from './invocation.ts';
import { loadDeclaration } from './load-declaration.ts';
import { renderTable } from './table.ts';

export function addCheck(program: Command): void {
  program
    .command('check')
    .summary('say everything that is wrong with the declaration')
    .description('Reads the declaration and says everything that is wrong with it, at once. Nothing is changed.')
    .addHelpText('after', examples)
    .action(
      action(async (invocation) => {
        const { platform } = await loadDeclaration(invocation);
        const { out, json } = invocation;
        out.print(json ? JSON.stringify(toDocument(platform), null, 2) : renderSummary(platform, out));
        return exitCodes.ok;
      }),
    );
}

const examples = renderExamples([
  ['smartx check', 'the declaration of this directory'],
  ['smartx check --json', 'problems as a document, for an editor or CI'],
  ['smartx explain CNAME_AT_APEX', 'more about one problem'],
]);

function toDocument(platform: Platform) {
  const { environment, domain, siteNames, virtualAddress, networks, hosts, zone, flows } = platform;
  const counted = { records: zone.records.length, flows: flows.length };
  const applications = platform.apps.map((app) => ({ name: app.name ?? null, url: urlOf(app), port: app.port }));
  return { problems: [], environment, domain, siteNames, applications, virtualAddress, networks, hosts, ...counted };
}

function renderSummary(platform: Platform, { paint }: Output): string {
  const { domain, environment, networks, hosts, siteNames, virtualAddress, zone, flows } = platform;
  const facts = [
    ['site', siteNames.map((name) => `https://${name}`).join('  ')],
    ...platform.apps.flatMap((app) => (app.name === undefined ? [] : [[app.name, `${urlOf(app)}  port ${app.port}`]])),
    ['public', `${networks.public.cidr}  virtual address ${virtualAddress}`],
    ['private', networks.private.cidr],
    ...(hosts.some(({ roles }) => roles.includes('monitoring')) ? [['alerts', sayReceivers(platform)]] : []),
  ].map(([name, value]) => [paint('dim', name!), value!]);
  const heading = ['host', 'roles', 'private', 'public'].map((title) => paint('dim', title));
  const rows = hosts.map((host) => [
    paint('bold', host.name),
    host.roles.join(' '),
    host.privateAddress,
    host.publicAddress ?? '',
  ]);
  return [
    `${paint(['bold', 'green'], '✓')} ${paint('bold', domain)} in environment ${environment}: no problems`,
    '',
    renderTable(facts, '  '),
    '',
    renderTable([heading, ...rows], '  '),
    '',
    `  ${hosts.length} hosts, ${zone.records.length} DNS records, ${flows.length} flows`,
  ].join('\n');
}

/** That nobody is told is no problem, and must not come as a surprise. */
function sayReceivers({ monitoring: { alerts, deadMan } }: Platform): string {
  const receivers = [
    alerts.email && `e-mail to ${alerts.email.to}`,
    alerts.webhook && 'webhook',
    alerts.slack && 'Slack',
  ].filter((receiver) => receiver !== undefined);
  const people = receivers.length === 0 ? 'shown, and nobody is told: monitoring.alerts' : receivers.join(', ');
  return deadMan === undefined ? people : `${people}; dead man's switch`;
}

function urlOf({ hostNames, path }: App): string {
  return `https://${hostNames[0]}${path}`;
}
