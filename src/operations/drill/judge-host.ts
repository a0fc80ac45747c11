import type { Host, Platform } from '../../platform/platform.ts';
import type { HostManifest } from '../../services/manifest.ts';
import { parseMemberStatus } from '../member-status.ts';
import { parseUnitStates } from '../read-status.ts';
import { judgeServers } from '../wait-for-servers.ts';
import { splitParts } from './host-health-script.ts';

/** What a host said of itself, judged. */
export interface HostHealth {
  /** What is not as it should be, each a sentence without its full stop. */
  readonly complaints: readonly string[];
  readonly hasVirtualAddress: boolean;
  readonly isPrimary: boolean;
}

export function unwell(complaint: string): HostHealth {
  return { complaints: [complaint], hasVirtualAddress: false, isPrimary: false };
}

/** Judges what `hostHealthScript` printed on a host. */
export function judgeHost(
  text: string,
  host: Host,
  units: HostManifest['units'],
  { virtualAddress }: Pick<Platform, 'virtualAddress'>,
): HostHealth {
  const parts = splitParts(text);
  const { name } = host;
  const states = parseUnitStates(parts.get('units') ?? '', units);
  const idle = states
    .filter(({ state }) => state !== 'active' && state !== 'finished')
    .map((unit) => `${unit.name} on ${name} is ${unit.state}`);
  const member = host.roles.includes('database') ? judgeMember(parts.get('member') ?? '', name) : undefined;
  const servers = host.roles.includes('loadBalancer') ? judgeServers(name, parts.get('servers') ?? '') : [];
  return {
    complaints: [...idle, ...servers, ...(member?.complaints ?? [])],
    hasVirtualAddress: (parts.get('addresses') ?? '').includes(` ${virtualAddress}/`),
    isPrimary: member?.isPrimary ?? false,
  };
}

function judgeMember(text: string, host: string): { complaints: string[]; isPrimary: boolean } {
  const status = parseMemberStatus(text);
  if (status === undefined) return { complaints: [`the database agent on ${host} does not answer`], isPrimary: false };
  const { primary, secondary, reason } = status;
  return { complaints: primary || secondary ? [] : [`the database on ${host}: ${reason}`], isPrimary: primary };
}
