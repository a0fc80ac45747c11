import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { accessLogPath } from '../local-endpoints.ts';
import type { LogCollector, LogSender } from './model.ts';

/** What this host sends; undefined where nobody would take it. */
export function lowerSender(platform: Platform, host: Host): LogSender | undefined {
  const targets = hostsWithRole(platform, 'monitoring').map(nameAndAddress);
  if (targets.length === 0) return undefined;
  const { anonymise, bytesMax } = platform.monitoring.logs;
  return {
    host: host.name,
    targets,
    accessLog: host.roles.includes('web') ? accessLogPath : undefined,
    anonymise: anonymise !== false,
    queueBytesMax: Math.floor(bytesMax / queueShare),
  };
}

/** Part of what a monitoring host keeps of a host: what waits longer than that would soon be turned away there, too. */
const queueShare = 4;

export function lowerCollector(platform: Platform, host: Host): LogCollector | undefined {
  if (!host.roles.includes('monitoring')) return undefined;
  return { address: host.privateAddress, hosts: platform.hosts.map(nameAndAddress) };
}

function nameAndAddress({ name, privateAddress }: Host) {
  return { name, address: privateAddress };
}
