import { request } from 'node:https';
import { hostsWithRole } from '../platform/per-platform.ts';
import { type App, type Platform, ports } from '../platform/platform.ts';
import { Failure } from '../problems/failure.ts';
import { hostTls } from '../services/host-tls.ts';
import type { Transport } from '../transport/transport.ts';
import { askHost } from './ask-host.ts';
import { parseMemberStatus } from './member-status.ts';
import { poll } from './poll.ts';

/** A cold start of everything on a slow machine, with all daemons waiting for each other. */
const SITE_LIMIT_MS = 180_000;
/** A member that must copy the whole data first takes its time; a lab's are small. */
const DATABASE_LIMIT_MS = 300_000;
const INTERVAL_MS = 200;
const REQUEST_TIMEOUT_MS = 3_000;

export interface WaitRequest {
  readonly platform: Platform;
  /** PEM of whoever signed the site's certificate. */
  readonly authority: string;
  readonly transport: Transport;
  /** Applications that must answer. Default: all. */
  readonly apps?: readonly App[] | undefined;
  /** Hosts that are known not to answer. */
  readonly absent?: ReadonlySet<string> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Resolves when the site answers as a user would ask it: HTTPS at the virtual address, a certificate of ours checked, the
 * request going through every tier down to the database.
 * @throws Failure with the last answer after three minutes.
 */
export async function waitForSite(request: WaitRequest): Promise<void> {
  const { signal } = request;
  await poll({
    look: async () => {
      const answers = await Promise.all(
        appsOf(request).map(async (app) => complaintOf(app, await askSite(request, app))),
      );
      return answers.find((complaint) => complaint !== undefined);
    },
    intervalMs: INTERVAL_MS,
    limitMs: SITE_LIMIT_MS,
    failure: notWell(
      'see the site answer',
      'smartx status shows which service is not active; smartx ssh HOST to look around.',
    ),
    signal,
  });
}

/** Whether the site answers right now, asked once. */
export async function isSiteWell(request: WaitRequest): Promise<boolean> {
  return (await findWellApps(request)).length === appsOf(request).length;
}

/** Those applications that answer right now, asked once. */
export async function findWellApps(request: WaitRequest): Promise<readonly App[]> {
  const apps = appsOf(request);
  const answers = await Promise.all(apps.map((app) => askSite(request, app)));
  return apps.filter((_, index) => answers[index] === 200);
}

function appsOf({ apps, platform }: WaitRequest): readonly App[] {
  return apps ?? platform.apps;
}

function complaintOf({ hostNames, readyPath }: App, answer: number | string): string | undefined {
  if (answer === 200) return undefined;
  return typeof answer === 'number' ? `https://${hostNames[0]}${readyPath} answers ${answer}` : answer;
}

/**
 * Resolves when the database is whole: every member online, exactly one of them the primary.
 * @throws Failure with what the members said last after five minutes.
 */
export async function waitForDatabase({ platform, transport, absent, signal }: WaitRequest): Promise<void> {
  const members = hostsWithRole(platform, 'database').filter(({ name }) => !absent?.has(name));
  await poll({
    look: async () => {
      const answers = await Promise.all(members.map((member) => memberStatus(transport, member, signal)));
      const unwell = answers.filter(({ well }) => !well);
      const primaries = answers.filter(({ primary }) => primary).length;
      if (unwell.length === 0 && primaries === 1) return undefined;
      return unwell.map(({ name, state }) => `${name} is ${state}`).join(', ') || `${primaries} primaries`;
    },
    intervalMs: INTERVAL_MS,
    limitMs: DATABASE_LIMIT_MS,
    failure: notWell('see the database complete', 'smartx ssh DB-HOST -- journalctl -u smartx-database-agent -u mysql'),
    signal,
  });
}

/** The hosts whose database is the primary now; nothing where none answers. */
export async function readPrimaries({ platform, transport, signal }: WaitRequest): Promise<string[]> {
  const members = hostsWithRole(platform, 'database');
  const answers = await Promise.all(members.map((member) => memberStatus(transport, member, signal)));
  return answers.filter(({ primary }) => primary).map(({ name }) => name);
}

async function memberStatus(transport: Transport, member: Platform['hosts'][number], signal: AbortSignal | undefined) {
  const url = `http://${member.privateAddress}:${ports.databaseHealth}/status`;
  const argv = ['curl', '-s', '--max-time', '2', url];
  const answer = await askHost(transport, member.name, argv, signal);
  const status = answer?.exitCode === 0 ? parseMemberStatus(answer.stdout) : undefined;
  if (status === undefined) return { name: member.name, well: false, primary: false, state: 'not answering yet' };
  const { primary, secondary, reason, membership } = status;
  return { name: member.name, well: primary || secondary, primary, state: membership || reason };
}

/**
 * The status code, or why there was none. Who signed the operator's own certificate need not be known to this machine or to
 * the hosts (a company's authority, say), and nothing secret is asked: whether users trust it is for verify to say. A lab is
 * on this machine, and is asked from here. Whether an operator of servers reaches their virtual address is nobody's business,
 * so the load balancers ask it.
 */
async function askSite(request: WaitRequest, app: App): Promise<number | string> {
  const { platform, authority } = request;
  return platform.provider === 'lab' ? ask(platform, app, authority) : askFromBalancers(request, app);
}

async function askFromBalancers(
  { platform, transport, signal }: WaitRequest,
  { hostNames, readyPath }: App,
): Promise<number | string> {
  const [name = platform.domain] = hostNames;
  const argv = [
    ...['curl', '-sS', '-o', '/dev/null', '-w', '%{http_code}', '--max-time', String(REQUEST_TIMEOUT_MS / 1000)],
    ...['--noproxy', '*', '--resolve', `${name}:${ports.https}:${platform.virtualAddress}`],
    ...(platform.tls.source.kind === 'lab-ca' ? ['--cacert', hostTls.authority] : ['--insecure']),
    `https://${name}${readyPath}`,
  ];
  let last = 'no load balancer answers';
  for (const { name: host } of hostsWithRole(platform, 'loadBalancer')) {
    const answer = await askHost(transport, host, argv, signal);
    if (answer?.exitCode === 0) return Number(answer.stdout);
    if (answer !== undefined) last = `${host}: ${answer.stderr.trim()}`;
  }
  return last;
}

function ask(platform: Platform, app: App, authority: string): Promise<number | string> {
  const [name = platform.domain] = app.hostNames;
  return new Promise((resolve) => {
    const asked = request(
      {
        host: platform.virtualAddress,
        port: ports.https,
        servername: name,
        path: app.readyPath,
        headers: { host: name },
        ...(platform.tls.source.kind === 'lab-ca' ? { ca: authority } : { rejectUnauthorized: false }),
        timeout: REQUEST_TIMEOUT_MS,
        agent: false,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', (error) => resolve(`${platform.virtualAddress}: ${error.message}`));
    asked.end();
  });
}

function notWell(step: string, next: string): (reason: string) => Failure {
  const changed = 'The hosts are configured as declared and stay so.';
  return (reason) => new Failure({ step, reason, changed, next });
}
