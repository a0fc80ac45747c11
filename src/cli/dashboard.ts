import { type Command, InvalidArgumentError } from 'commander';
import { dashboardPort } from '../platform/dashboard-port.ts';
import { hostsWithRole } from '../platform/per-platform.ts';
import type { Platform } from '../platform/platform.ts';
import { dashboardUser } from '../services/dashboard-files.ts';
import { renderExamples } from './examples.ts';
import { exitCodes } from './exit-codes.ts';
import { action, type Invocation, sameCommand } from './invocation.ts';
import { atEnvironment } from './lab-access.ts';
import { type LoadedDeclaration, loadDeclaration } from './load-declaration.ts';
import { openBrowser } from './open-browser.ts';
import { UsageError } from './report/report-thrown.ts';
import { sshRouteTo } from './ssh-route.ts';

interface DashboardOptions {
  readonly host?: string;
  readonly port?: number;
  readonly open?: boolean;
  readonly password?: boolean;
}

export function addDashboard(program: Command): void {
  program
    .command('dashboard')
    .argument('[page]', `a page in place of the first one: ${Object.keys(pages).join(', ')}`)
    .summary('the live view of the platform, in a browser')
    .description(
      'Opens a way to the dashboard of a monitoring host over SSH, and says where the browser finds it. It stays open until ctrl-C. Nobody else gets to it: it ends at 127.0.0.1 of this machine, and the dashboard asks for a password.',
    )
    .option('--host <name>', 'of several monitoring hosts this one')
    .option('--port <number>', 'port on 127.0.0.1 of this machine (default: 9443, or one that is free)', parsePort)
    .option('--open', 'also start the browser')
    .option('--password', 'print the password and nothing else, then end')
    .addHelpText('after', examples)
    .action(action<DashboardOptions>(runDashboard));
}

const examples = renderExamples([
  ['sudo smartx dashboard', "the lab's, until ctrl-C"],
  ['sudo smartx dashboard --password', 'what to log in with'],
  ['smartx dashboard traffic --env production --open', 'who visits the site'],
]);

/** What the dashboard has beside its first page. */
const pages: Readonly<Record<string, string>> = { traffic: 'traffic/' };

async function runDashboard(
  invocation: Invocation,
  options: DashboardOptions,
  words: readonly string[],
): Promise<number> {
  const loaded = await loadDeclaration(invocation);
  const path = choosePage(words[0]);
  const host = chooseHost(loaded.platform, options.host);
  return atEnvironment(invocation, loaded, ['dashboard', ...words], () =>
    options.password ? showPassword(invocation, loaded) : showDashboard(invocation, loaded, { ...options, host, path }),
  );
}

/** It was asked for, and by nothing but its name: whoever reads over a shoulder sees no password by accident. */
async function showPassword({ out, json }: Invocation, { platform }: LoadedDeclaration): Promise<number> {
  const { readDashboardPassword } = await import('../operations/dashboard/password.ts');
  const password = await readDashboardPassword(platform);
  out.print(json ? JSON.stringify({ environment: platform.environment, user: dashboardUser, password }) : password);
  return exitCodes.ok;
}

interface Shown extends DashboardOptions {
  readonly host: string;
  readonly path: string;
}

async function showDashboard(
  invocation: Invocation,
  { platform }: LoadedDeclaration,
  { host, path, port, open }: Shown,
): Promise<number> {
  const [{ refuseLabThatIsDown }, { findAuthority }, { openTunnel }] = await Promise.all([
    import('../operations/read-environment.ts'),
    import('../operations/dashboard/authority.ts'),
    import('../operations/dashboard/tunnel.ts'),
  ]);
  await refuseLabThatIsDown(platform, `reach the dashboard of '${platform.environment}'`);
  const authority = await findAuthority(platform);
  // Ending it is how it is meant to end.
  const ended = new AbortController();
  const end = () => ended.abort();
  for (const name of signals) process.on(name, end);
  try {
    const tunnel = await openTunnel({
      ...{ host, authority: authority.text, localPort: port, signal: ended.signal },
      route: await sshRouteTo(platform, host),
      remotePort: dashboardPort(platform.hosts),
    });
    const url = `https://localhost:${tunnel.localPort}/${path}`;
    tell(invocation, { environment: platform.environment, host, url, user: dashboardUser, caFile: authority.file });
    if (open && !(await openBrowser(url))) invocation.err.print('There is no browser here that could be started.');
    return await tunnel.closed;
  } catch (thrown) {
    if (ended.signal.aborted) return exitCodes.ok;
    throw thrown;
  } finally {
    for (const name of signals) process.off(name, end);
    // Whatever failed: ssh does not stay behind.
    end();
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface Opened {
  readonly environment: string;
  readonly host: string;
  readonly url: string;
  readonly user: string;
  readonly caFile: string;
}

function tell(invocation: Invocation, opened: Opened): void {
  const { out, json } = invocation;
  out.print(json ? JSON.stringify(opened, null, 2) : renderOpened(invocation, opened));
}

function renderOpened(invocation: Invocation, { host, url, user, caFile }: Opened): string {
  const { paint } = invocation.out;
  return [
    `${paint(['bold', 'green'], '✓')} The dashboard of ${host} is at ${paint('bold', url)}`,
    `  user      ${user}`,
    `  password  ${sameCommand(invocation, 'dashboard', '--password')}`,
    `  trust     ${caFile}`,
    paint('dim', '  ctrl-C ends it'),
  ].join('\n');
}

function choosePage(name: string | undefined): string {
  if (name === undefined) return '';
  const path = pages[name];
  if (path !== undefined) return path;
  throw new UsageError(`The dashboard has no page '${name}'.`, `Choose one of: ${Object.keys(pages).join(', ')}.`);
}

function chooseHost(platform: Platform, wanted: string | undefined): string {
  const names = hostsWithRole(platform, 'monitoring').map(({ name }) => name);
  const host = wanted ?? names[0];
  if (host === undefined) {
    throw new UsageError(
      `'${platform.environment}' has no monitoring host, and so no dashboard.`,
      'Declare one: monitoring: 1 in a lab, or the role of a server.',
    );
  }
  if (names.includes(host)) return host;
  throw new UsageError(`'${host}' is no monitoring host.`, `Choose one of: ${names.join(', ')}.`);
}

const PORT_MAX = 65_535;

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= PORT_MAX) return port;
  throw new InvalidArgumentError(`Write a number from 1 to ${PORT_MAX}.`);
}
