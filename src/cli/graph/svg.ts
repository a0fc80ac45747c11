import type { Platform } from '../../platform/platform.ts';
import { siteNameOf } from '../../platform/site-name.ts';
import { type Box, type Layout, layOut, type PlacedGroup, type PlacedHost } from './layout.ts';
import {
  labelWidth,
  type Route,
  round,
  routeAll,
  routeLabel,
  virtualAddressHeight,
  virtualAddressTop,
} from './routes.ts';
import { stylesheet } from './stylesheet.ts';
import { readTopology, type Topology } from './topology.ts';

/** The topology as a picture that needs nothing but itself: light and dark, no script, no outside font. */
export function renderSvg(platform: Platform): string {
  const topology = readTopology(platform);
  const layout = layOut(topology);
  const routes = routeAll(topology.conversations, layout);
  const size = `${round(layout.width)} ${round(layout.height)}`;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" width="${round(layout.width)}" height="${round(layout.height)}" role="img" aria-labelledby="title">`,
    `<title id="title">${escapeXml(`${topology.domain}, environment ${topology.environment}: hosts and flows`)}</title>`,
    `<style>${stylesheet}</style>`,
    `<defs>${arrowHeads}</defs>`,
    box(layout, 'page', 0),
    ...renderHeader(topology),
    ...renderBands(topology, layout),
    ...routes.map(renderPath),
    ...renderActor(layout.users, 'users', siteNameOf(topology)),
    ...renderActor(layout.operators, 'operators', 'admin networks'),
    ...layout.groups.flatMap((group) => renderGroup(group, topology)),
    ...routes.map(renderLabel),
    ...renderLegend(layout),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

const arrowHeads = ['request', 'watch', 'operate']
  .map(
    (purpose) =>
      `<marker id="${purpose}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7.5" markerHeight="7.5" orient="auto-start-reverse"><path class="head ${purpose}" d="M0,1 L9,5 L0,9 Z"/></marker>`,
  )
  .join('');

function renderHeader(topology: Topology): string[] {
  const count = `${topology.hostCount} ${topology.hostCount === 1 ? 'host' : 'hosts'}`;
  return [
    text(28, 40, 'title', topology.domain),
    text(28, 61, 'subtitle', `environment ${topology.environment} · ${count} · ${topology.siteNames.join(', ')}`),
  ];
}

function renderBands(topology: Topology, { publicBand, privateBand }: Layout): string[] {
  return [
    box(publicBand, 'band public', 14),
    box(privateBand, 'band private', 14),
    text(publicBand.x + 14, publicBand.y + 22, 'band-name', `public network ${topology.publicCidr}`),
    text(
      privateBand.x + 14,
      privateBand.y + privateBand.height - 14,
      'band-name',
      `private network ${topology.privateCidr}`,
    ),
  ];
}

function renderActor(at: Box, name: string, detail: string): string[] {
  const middle = at.x + at.width / 2;
  return [
    box(at, 'actor', at.height / 2),
    text(middle, at.y + 19, 'actor-name middle', name),
    text(middle, at.y + 34, 'detail middle', detail),
  ];
}

function renderGroup(placed: PlacedGroup, topology: Topology): string[] {
  const role = placed.group.outermost;
  const drawn = [
    `<g class="${role}">`,
    box(placed, 'group', 12),
    text(placed.x + 16, placed.y + 22, 'group-name', placed.title),
    text(placed.x + 16, placed.y + 37, 'detail', placed.daemons),
    ...placed.hosts.flatMap(renderHost),
  ];
  if (placed.group.roles.includes('loadBalancer')) drawn.push(...renderVirtualAddress(placed, topology.virtualAddress));
  return [...drawn, '</g>'];
}

function renderHost(host: PlacedHost): string[] {
  const middle = host.x + host.width / 2;
  const behind = host.stacked
    ? [8, 4].map((shift) => box({ ...host, x: host.x + shift, y: host.y + shift }, 'host', 8))
    : [];
  return [
    ...behind,
    box(host, 'host', 8),
    text(middle, host.y + 21, 'host-name middle', host.name),
    ...host.lines.map((line, index) => text(middle, host.y + 38 + index * 17, 'address middle', line)),
  ];
}

function renderVirtualAddress(placed: PlacedGroup, address: string): string[] {
  const label = `virtual address ${address}`;
  const width = label.length * 7 + 20;
  const middle = placed.x + placed.width / 2;
  const plate = {
    x: middle - width / 2,
    y: virtualAddressTop(placed),
    width,
    height: virtualAddressHeight,
  };
  return [box(plate, 'virtual', 13), text(middle, plate.y + 17, 'virtual-text middle', label)];
}

function renderPath({ conversation, path, bothWays }: Route): string {
  const { purpose, reasons } = conversation;
  const start = bothWays ? ` marker-start="url(#${purpose})"` : '';
  // The trunk of monitoring ends on its rail, not at a host.
  const end = purpose === 'watch' && conversation.to === 'everyHost' ? '' : ` marker-end="url(#${purpose})"`;
  return `<path class="flow ${purpose}" d="${path}"${start}${end}><title>${escapeXml(reasons.join('\n'))}</title></path>`;
}

function renderLabel(route: Route): string {
  const label = routeLabel(route.conversation);
  const width = labelWidth(route.conversation);
  const plate = { x: route.labelX - width / 2, y: route.labelY - 9, width, height: 18 };
  return `<g>${box(plate, 'plate', 9)}${text(route.labelX, route.labelY + 4, `port middle ${route.conversation.purpose}`, label)}</g>`;
}

function renderLegend(layout: Layout): string[] {
  const y = layout.height - 32;
  const entries = [
    ['request', 'requests and replication'],
    ['watch', 'monitoring'],
    ['operate', 'operators'],
  ] as const;
  let x = 28;
  const drawn = entries.flatMap(([purpose, name]) => {
    const at = x;
    x += 52 + name.length * 7 + 24;
    return [
      `<path class="flow ${purpose}" d="M${at},${round(y - 4)} L${at + 38},${round(y - 4)}" marker-end="url(#${purpose})"/>`,
      text(at + 48, y, 'legend', name),
    ];
  });
  return [
    ...drawn,
    text(x, y, 'legend', 'Numbers are ports. What is not drawn is refused by the firewall of every host.'),
  ];
}

function box(
  { x = 0, y = 0, width, height }: Partial<Box> & Pick<Box, 'width' | 'height'>,
  style: string,
  radius: number,
): string {
  return `<rect class="${style}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}"/>`;
}

function text(x: number, y: number, style: string, content: string): string {
  return `<text class="${style}" x="${round(x)}" y="${round(y)}">${escapeXml(content)}</text>`;
}

function escapeXml(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
