import { clientCommand } from '../../lab/lab.ts';
import { defaultRequestTimeoutMs, type Site } from '../../load/load-config.ts';
import { labClientAddress, moreLabClientAddresses } from '../../platform/addresses.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import { type App, type Platform, ports } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import type { DrillReach } from './reach.ts';

/** An application as its users reach it: by its name, over the name servers of the platform, from many addresses. */
export function siteOf(platform: Platform, { hostNames }: Pick<App, 'hostNames'>, caFile: string): Site {
  const { networks, tls } = platform;
  return {
    name: hostNames[0] ?? platform.domain,
    port: ports.https,
    nameServers: hostsWithRole(platform, 'dns').flatMap(({ publicAddress }) => publicAddress ?? []),
    // The operator's own certificate may come from a public authority, whom Node knows by itself.
    authorityFile: tls.source.kind === 'lab-ca' ? caFile : undefined,
    sourceAddresses: [labClientAddress(networks.public), ...moreLabClientAddresses(platform)],
    requestTimeoutMs: defaultRequestTimeoutMs,
  };
}

/** Enough that transfers seldom wait for each other's accounts. */
const ACCOUNTS_WANTED = 10;
const OPENING_BALANCE_CENTS = 1_000_000;

/**
 * Opens accounts for the load where the ledger has too few. Their keys are always the same, so that they are opened once
 * in the life of a database.
 * @throws Failure
 */
export async function openAccounts(
  { platform, local }: Pick<DrillReach, 'platform' | 'local'>,
  site: Site,
  present: number,
): Promise<void> {
  if (present >= ACCOUNTS_WANTED) return;
  for (let number = 1; number <= ACCOUNTS_WANTED; number += 1) {
    const body = JSON.stringify({ name: `Drill ${number}`, openingBalanceCents: OPENING_BALANCE_CENTS });
    const authority = site.authorityFile === undefined ? [] : ['--cacert', site.authorityFile];
    const argv = [
      ...['curl', '--silent', '--show-error', '--fail', '--max-time', '10', ...authority],
      ...['--resolve', `${site.name}:${site.port}:${platform.virtualAddress}`],
      ...['--header', 'content-type: application/json', '--header', `idempotency-key: smartx-drill-account-${number}`],
      ...['--data', body, `https://${site.name}:${site.port}/api/accounts`],
    ];
    const answer = await local(clientCommand(platform.environment, argv));
    if (answer.exitCode !== 0) throw noAccount(answer.stderr.trim());
  }
}

function noAccount(reason: string): Failure {
  return new Failure({
    step: 'open accounts for the load',
    reason,
    changed: 'Nothing was broken.',
    next: 'see that the application speaks the contract that app.contract names; docs/concepts/promises.md describes it.',
  });
}
