import type { Command } from 'commander';
import type { CertificateStatus } from '../operations/certificate-status.ts';
import type { EnvironmentStatus } from '../operations/read-status.ts';
import { readCredentials } from './credentials.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { action, type Invocation, type Output, sameCommand } from './invocation.ts';
import { atEnvironment } from './lab-access.ts';
import { loadDeclaration } from './load-declaration.ts';
import { renderTable } from './table.ts';

interface StatusOptions {
  readonly watch?: boolean;
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .summary('state of each host, service and certificate')
    .description(
      'Shows whether each host of the environment runs, the state of its services, and how long certificates are good. Changes nothing. With --watch it shows on one screen what the monitoring knows: health of the site and of every host and why, who has the virtual address, the primary, requests, errors, latency, uptime, alerts, certificates and backups. Without a monitoring host that answers it looks at each host.',
    )
    .option(
      '--watch',
      'the whole platform on one screen, every two seconds, until ctrl-C; with --json a document a line',
    )
    .addHelpText('after', examples)
    .action(action<StatusOptions>(runStatus));
}

const examples = renderExamples([
  ['smartx status', 'one line per host'],
  ['smartx status --watch', 'the whole platform on one screen, kept up to date'],
  ['smartx status --json', 'a document for a script'],
  ['smartx status --watch --json', 'one document a line, every two seconds'],
]);

async function runStatus(invocation: Invocation, { watch = false }: StatusOptions): Promise<number> {
  const { out, json } = invocation;
  const loaded = await loadDeclaration(invocation);
  const credentials = await readCredentials(invocation);
  return atEnvironment(invocation, loaded, watch ? ['status', '--watch'] : ['status'], async () => {
    if (watch) {
      const { watchStatus } = await import('./watch/watch-status.ts');
      return watchStatus(invocation, loaded.platform, credentials);
    }
    const { readStatus } = await import('../operations/read-status.ts');
    const status = await readStatus(loaded.platform, new Date(), credentials);
    out.print(json ? JSON.stringify(status, null, 2) : renderStatus(status, invocation));
    return exitCodes.ok;
  });
}

/** A line for each host, and what is true of them together. */
export function renderStatus(status: EnvironmentStatus, invocation: Invocation): string {
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
  const isLab = status.hosts.some(({ state }) => state === 'absent' || state === 'stopped');
  const advice = running === 0 && isLab ? `  ${sameCommand(invocation, 'up')} brings it up.` : '';
  return [
    renderTable([heading, ...rows]),
    '',
    `${status.environment}: ${running} of ${status.hosts.length} hosts running.  ${status.url}  virtual address ${status.virtualAddress}${advice}`,
    ...renderCertificates(status.certificates, paint),
  ].join('\n');
}

/** From here on a certificate that nobody has renewed is a worry, and then an alarm. */
const DAYS_WORRYING = 21;
const DAYS_ALARMING = 7;

/** The site's certificate, and the first one of the hosts' that ends. */
function renderCertificates(certificates: EnvironmentStatus['certificates'], paint: Output['paint']): string[] {
  const [site, ...hosts] = certificates ?? [];
  if (site === undefined) return [];
  const tone = (days: number) => (days < DAYS_ALARMING ? 'red' : days < DAYS_WORRYING ? 'yellow' : 'green');
  const days = (one: CertificateStatus) => paint(tone(one.daysLeft), `${one.daysLeft} days`);
  const first = hosts.toSorted((one, other) => one.daysLeft - other.daysLeft)[0];
  const own = first === undefined ? '' : `, the hosts' for ${days(first)} or more`;
  return [`certificates: the site's is good for ${days(site)} (${site.issuer})${own}`];
}

/** All well is a number; what is not well is named. */
function renderServices(services: EnvironmentStatus['hosts'][number]['services'], paint: Output['paint']): string {
  if (services.length === 0) return '';
  const well = services.filter(({ state }) => state === 'active' || state === 'finished').length;
  const unwell = services.filter(({ state }) => state !== 'active' && state !== 'finished');
  const named = unwell.map(({ name, state }) => paint(state === 'failed' ? 'red' : 'yellow', `${name} ${state}`));
  return [`${well} active`, ...named].join(', ');
}
