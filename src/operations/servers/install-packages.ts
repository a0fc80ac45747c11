import { readFile } from 'node:fs/promises';
import { applyExitCodes, LOCK_LIMIT_SECONDS } from '../../plan/apply-limits.ts';
import { hostLayout } from '../../plan/host-layout.ts';
import type { PackageStep } from '../../plan/plan.ts';
import { shellWord, shellWords } from '../../plan/shell-words.ts';
import { Failure } from '../../problems/failure.ts';
import type { HostManifest } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import { endOf, reachHost } from '../run-on-host.ts';

export interface InstallPackages {
  readonly transport: Transport;
  readonly manifest: HostManifest;
  readonly steps: readonly PackageStep[];
  /** Suite of the declared source that MySQL comes from; undefined for the host's own sources. */
  readonly mysqlSuite: string | undefined;
  readonly who: string;
  readonly signal?: AbortSignal | undefined;
  readonly onLine: (line: string) => void;
}

/** A slow mirror may take long, but an installation beyond this hangs. */
const INSTALL_TIMEOUT_MS = 30 * 60_000;
/** What a declared source of MySQL is asked for. */
const mysqlPackage = /^mysql-/;

/**
 * Installs packages on one host, none of whose daemons starts. A connection that is lost meanwhile leaves apt to finish;
 * the next run sees what is there.
 * @throws Failure with apt's own words.
 */
export async function installPackages(request: InstallPackages): Promise<void> {
  const { steps, mysqlSuite } = request;
  const fromMysql = steps.filter(({ name }) => mysqlSuite !== undefined && mysqlPackage.test(name));
  const others = steps.filter((step) => !fromMysql.includes(step));
  await install(request, others, '-');
  await install(request, fromMysql, mysqlSuite ?? '-');
}

async function install(request: InstallPackages, steps: readonly PackageStep[], suite: string): Promise<void> {
  if (steps.length === 0) return;
  const { transport, manifest, signal } = request;
  const { host } = manifest;
  const packages = steps.map(({ name, version }) => (version === undefined ? name : `${name}=${version}`));
  const command = ['apt-get', 'install', ...packages];
  const changed = 'Nothing of the platform was changed on this host; packages that were installed stay.';
  const words = { step: 'install packages', changed, command };
  const programWords = [suite, ...manifest.units.map(({ name }) => name), '--', ...packages];
  const input = await renderProgram(request.who, programWords);
  const run = { argv: ['sh', '-s'], input, timeoutMs: INSTALL_TIMEOUT_MS, signal, onLine: request.onLine };
  const answer = await reachHost(transport, host, run, words);
  if (answer.exitCode === 0) return;
  if (answer.exitCode === applyExitCodes.locked) {
    const next = 'wait until the other run has ended, then run the same command again.';
    throw new Failure({ ...words, host, reason: answer.stderr.trim(), next });
  }
  throw new Failure({ ...words, host, reason: 'apt refuses', ...endOf(answer), next: adviceFor(answer.stderr) });
}

async function renderProgram(who: string, words: readonly string[]): Promise<string> {
  const program = await readFile(new URL('install-packages.sh', import.meta.url), 'utf8');
  const settings = `lock_file=${hostLayout.lock} lock_limit=${LOCK_LIMIT_SECONDS} exit_locked=${applyExitCodes.locked} who=${shellWord(who)}`;
  // The call comes last, so that a script cut off on its way does nothing at all.
  return `${settings}\n${program}\nmain ${shellWords(words)} </dev/null\n`;
}

function adviceFor(stderr: string): string {
  if (/Version '.*' for '.*' was not found/.test(stderr)) {
    return 'the mirror does not have the locked version any more: smartx apply --upgrade takes the newest ones and locks these.';
  }
  if (/No space left on device|enough free space/.test(stderr))
    return 'make room on the host, then run the same command again.';
  if (/Unable to locate package|has no installation candidate/.test(stderr)) {
    return "the host's sources do not have it (sources.list(5)); for MySQL see `mysql` of servers({ ... }).";
  }
  if (/Temporary failure resolving|Could not connect|Failed to fetch/.test(stderr)) {
    return 'the host does not reach its package mirror: give it a way out or a proxy (apt.conf(5), Acquire::http::Proxy).';
  }
  return 'mend what apt says above on the host, then run the same command again.';
}
