import type { Platform } from '../platform/platform.ts';
import { type Invocation, sameCommand } from './invocation.ts';
import { UsageError } from './report/report-thrown.ts';

/** @throws UsageError for a lab. */
export function requireServers({ provider, environment }: Platform, invocation: Invocation, command: string): void {
  if (provider === 'servers') return;
  throw new UsageError(
    `'${environment}' is a lab, which \`up\` brings up and changes; ${command} is for servers.`,
    `sudo ${sameCommand(invocation, 'up')}`,
  );
}

/** @throws UsageError for servers. */
export function requireLab({ provider, environment }: Platform, command: string, next: string): void {
  if (provider === 'lab') return;
  throw new UsageError(`'${environment}' is made of servers; ${command} is for labs.`, next);
}
