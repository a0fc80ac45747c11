import { ports } from '../../platform/platform.ts';
import { collectedLogs } from '../collected-logs.ts';
import type { LogCollector } from './model.ts';
import { tlsParameters } from './render-tls.ts';

export const hostTablePath = '/etc/smartx/log-hosts.json';

/**
 * What a monitoring host takes, and where it writes it. A line is acknowledged when it is in its file: the ruleset has no
 * queue of its own, so that what the daemon had in memory is sent again when it dies.
 */
export function renderCollector(collector: LogCollector): string {
  const kinds = ['system', 'access', 'alive'] as const;
  return `
module(load="imrelp" tls.tlsLib="openssl")
lookup_table(name="hosts" file="${hostTablePath}")
template(name="collected" type="list") { property(name="msg") constant(value="\\n") }
${kinds.map((kind) => `template(name="${kind}-file" type="string" string="${collectedLogs.directory}/%$.host%/${collectedLogs[kind]}")\n`).join('')}
ruleset(name="collect") {
    set $.host = lookup("hosts", $fromhost-ip);
    if $.host == "" then stop
${kinds.map((kind) => renderFile(kind, 3 * collector.hosts.length)).join('')}}
input(type="imrelp" address="${collector.address}" port="${ports.logs}" ruleset="collect" maxDataSize="64k" keepAlive="on"
        ${tlsParameters(collector.hosts.map(({ name }) => name))})
`;
}

function renderFile(kind: string, filesMax: number): string {
  return `    if $programname == "smartx-${kind}" then
        action(type="omfile" dynaFile="${kind}-file" template="collected" dynaFileCacheSize="${filesMax}"
            fileCreateMode="0640" createDirs="off")
`;
}

/** rsyslog.com/doc, "Lookup Tables". */
export function renderHostTable({ hosts }: LogCollector): string {
  const table = hosts.map(({ name, address }) => `    { "index": "${address}", "value": "${name}" }`);
  return `{ "version": 1, "nomatch": "", "type": "string", "table": [\n${table.join(',\n')}\n] }\n`;
}
