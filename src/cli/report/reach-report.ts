import type { UpResult } from '../../operations/up.ts';
import { shellWords } from '../../plan/shell-words.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Output } from '../invocation.ts';
import { formatSeconds } from '../progress/render-frame.ts';
import { renderTable } from '../table.ts';

/**
 * The last thing that `up` says: that it is up, and what to type to see it. Every line works as printed.
 * @param publishCommand what opens a port for a browser
 */
export function renderReach(
  result: UpResult,
  platform: Platform,
  elapsedMs: number,
  publishCommand: string,
  { paint }: Output,
): string {
  const { url, changedHosts } = result;
  const count = `${platform.hosts.length} ${platform.hosts.length === 1 ? 'host' : 'hosts'}`;
  const changed = changedHosts.length === 0 ? 'nothing to change' : `${changedHosts.length} changed`;
  const rows = [
    ['try it', shellWords(curlCommand(result))],
    ...nameRows(platform, result),
    ['authority', result.caFile],
    ...browserRows(result, publishCommand),
  ];
  return [
    `${paint(['bold', 'green'], '✓')} ${paint('bold', url)} is up: ${count}, ${changed}, ${formatSeconds(elapsedMs)}`,
    '',
    renderTable(
      rows.map(([name, text]) => [paint('dim', name!), text!]),
      '  ',
    ),
  ].join('\n');
}

/** Trusts the lab's own authority and needs no change of this machine's names. */
function curlCommand({ siteName, virtualAddress, caFile, url }: UpResult): string[] {
  return ['curl', '--cacert', caFile, '--resolve', `${siteName}:443:${virtualAddress}`, url];
}

function nameRows(platform: Platform, { siteName }: UpResult): string[][] {
  const server = platform.hosts.find(({ roles }) => roles.includes('dns'))?.publicAddress;
  return server === undefined ? [] : [['names', shellWords(['dig', `@${server}`, siteName])]];
}

function browserRows({ publishedPort }: UpResult, publishCommand: string): string[][] {
  if (publishedPort === undefined) return [['browser', publishCommand]];
  return [
    ['browser', `https://localhost:${publishedPort}/  (let it trust the authority above, or accept its warning)`],
  ];
}
