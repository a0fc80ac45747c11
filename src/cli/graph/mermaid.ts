import type { Platform } from '../../platform/platform.ts';
import { groupTitle, hostsDrawnMax } from './tier-names.ts';
import { admin, type Conversation, everyHost, type HostGroup, internet, readTopology } from './topology.ts';

/**
 * The topology as a Mermaid flowchart, which GitHub and most wikis draw by themselves. Syntax:
 * mermaid.js.org/syntax/flowchart.html; every text is quoted, because bare words such as `end` break the parser.
 */
export function renderMermaid(platform: Platform): string {
  const topology = readTopology(platform);
  const usesEveryHost = topology.conversations.some(({ to }) => to === everyHost);
  const lines = [
    'flowchart TB',
    `  ${internet}(["${quote('users')}"])`,
    `  ${admin}(["${quote('operators')}"])`,
    ...topology.groups.flatMap((group) => renderGroup(group, topology.virtualAddress)),
    ...(usesEveryHost ? [`  ${everyHost}[["every host"]]`] : []),
    ...topology.conversations.flatMap((conversation) => renderConversation(conversation, topology.groups)),
  ];
  return `${lines.join('\n')}\n`;
}

function renderGroup(group: HostGroup, virtualAddress: string): string[] {
  const collapsed = group.hosts.length > hostsDrawnMax;
  const carriesAddress = group.roles.includes('loadBalancer');
  const title = groupTitle(group, collapsed) + (carriesAddress ? `, virtual address ${virtualAddress}` : '');
  const first = group.hosts[0]!;
  const last = group.hosts.at(-1)!;
  const members = collapsed
    ? [`    ${group.id}_hosts["${quote(`${first.name} … ${last.name}`)}"]`]
    : group.hosts.map((host, index) => `    ${group.id}_${index + 1}["${quote(host.name)}<br/>${addresses(host)}"]`);
  return [`  subgraph ${group.id}["${quote(title)}"]`, '    direction LR', ...members, '  end'];
}

function addresses(host: HostGroup['hosts'][number]): string {
  return [host.publicAddress, host.privateAddress].filter((address) => address !== undefined).join('<br/>');
}

function renderConversation({ from, to, label, purpose }: Conversation, groups: readonly HostGroup[]): string[] {
  if (from === to) return renderAmongPeers(groups.find(({ id }) => id === from)!, label);
  const arrow = purpose === 'request' ? '-->' : '-.->';
  return [`  ${from} ${arrow}|"${quote(label)}"| ${to}`];
}

/** Mermaid cannot draw an arrow from a subgraph to itself, so neighbours are joined. One host, or a stack, has none. */
function renderAmongPeers(group: HostGroup, label: string): string[] {
  if (group.hosts.length > hostsDrawnMax) return [];
  return group.hosts
    .slice(1)
    .map((_, index) => `  ${group.id}_${index + 1} <-->|"${quote(label)}"| ${group.id}_${index + 2}`);
}

/** Mermaid's own escape for the two characters that would end a quoted text. */
function quote(text: string): string {
  return text.replaceAll('#', '#35;').replaceAll('"', '#quot;');
}
