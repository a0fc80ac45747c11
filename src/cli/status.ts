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

/** Each look is one connection a host; more often than this nobody can read it. */
const WATCH_INTERVAL_MS = 2_000;

export function addStatus(program: Command): void {
  program
    .command('status')
    .summary('state of each host, service and certificate')
    .description(
      'Shows whether each host of the environment runs, the state of its services, and how long certificates are good. Changes nothing.',
    )
    .option('--watch', 'look again every two seconds, until ctrl-C')
    .addHelpText('after', examples)
    .action(action<StatusOptions>(runStatus));
}

const examples = renderExamples([
  ['smartx status', 'one line per host'],
  ['smartx status --watch', 'the same, kept up to date'],
  ['smartx status --json', 'a document for a script'],
]);

async function runStatus(invocation: Invocation, { watch = false }: StatusOptions): Promise<number> {
  const { out, json } = invocation;
  const loaded = await loadDeclaration(invocation);
  const { readStatus } = await import('../operations/read-status.ts');
  const credentials = await readCredentials(invocation);
  const look = () => readStatus(loaded.platform, new Date(), credentials);
  return atEnvironment(invocation, loaded, ['status'], async () => {
    if (watch && !json) return watchStatus(invocation, look);
    const status = await look();
    out.print(json ? JSON.stringify(status, null, 2) : renderStatus(status, invocation));
    return exitCodes.ok;
  });
}

/** Draws over the same lines on a terminal, and prints one look after the other elsewhere. */
async function watchStatus(invocation: Invocation, look: () => Promise<EnvironmentStatus>): Promise<number> {
  const { out } = invocation;
  const [{ createLogUpdate }, { setTimeout: sleep }] = await Promise.all([
    import('log-update'),
    import('node:timers/promises'),
  ]);
  const ended = new AbortController();
  const end = () => ended.abort();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, end);
  const screen = out.isTerminal ? createLogUpdate(process.stdout) : undefined;
  const show = (text: string) => (screen === undefined ? out.print(text) : screen(text));
  while (!ended.signal.aborted) {
    const status = await look();
    show(
      `${renderStatus(status, invocation)}\n${out.paint('dim', `${new Date().toLocaleTimeString()}  ctrl-C ends this`)}`,
    );
    await sleep(WATCH_INTERVAL_MS, undefined, { signal: ended.signal }).catch(() => undefined);
  }
  screen?.done();
  return exitCodes.ok;
}

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
