import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Edge, EdgeEnd, HostOverview, Overview } from '../../../src/overview/overview.ts';
import type { PlatformDocument } from '../../../src/overview/platform-document.ts';
import { format } from '../charts/format.ts';
import { Sign } from '../parts/sign.tsx';
import { signs } from '../parts/signs.ts';
import { type Box, layOut, type PlacedHost } from './lay-out.ts';
import { type Route, routeEdges } from './route-edges.ts';

interface TopologyProps {
  readonly document: PlatformDocument;
  readonly overview: Overview;
}

/** The platform as tiers, with what flows between them. Each host is a link to its page. */
export function Topology({ document, overview }: TopologyProps) {
  const [frame, width] = useWidth();
  const layout = useMemo(() => layOut(document.hosts, width), [document, width]);
  const places = new Map(
    layout.tiers.flatMap(({ hosts }) => hosts.map((placed) => [placed.host.name, placed] as const)),
  );
  const routes = routeEdges(overview.edges, layout, places);
  const dense = new Set(
    layout.tiers.filter(({ isDense }) => isDense).flatMap(({ hosts }) => hosts.map(({ host }) => host.name)),
  );
  const isCalm = routes.length > movingMax || dense.size > 0;
  return (
    <div class="topology" ref={frame}>
      <svg
        viewBox={`0 0 ${layout.width} ${layout.height + 4}`}
        role="group"
        aria-label="Hosts by tier, and the requests between them"
      >
        <g class={isCalm ? 'edges calm' : 'edges'} aria-hidden="true">
          {routes.map((route) => (
            <EdgeLine key={route.key} route={route} />
          ))}
        </g>
        <UsersBox at={layout.users} overview={overview} />
        {layout.tiers.map(({ name, title, x, y, hosts }) => (
          <text key={name} class="tier" x={x} y={y + 14}>
            {title}
            {hosts.length > 6 && <tspan class="count">{`  ${hosts.length}`}</tspan>}
          </text>
        ))}
        <g aria-hidden="true">
          {routes.map((route) => (
            <EdgeLabel key={route.key} route={route} />
          ))}
        </g>
        {overview.hosts.map((host) => {
          const at = places.get(host.name);
          if (at === undefined) return null;
          const props = { host, at, badge: badgeOf(host.name, overview) };
          return dense.has(host.name) ? <SmallHost key={host.name} {...props} /> : <Host key={host.name} {...props} />;
        })}
      </svg>
      <ul class="unseen" aria-label="Requests between hosts">
        {overview.edges
          .filter(({ perSecond }) => perSecond !== undefined && perSecond > 0)
          .map((edge) => (
            <li key={`${sayEnd(edge.from)} ${sayEnd(edge.to)}`}>
              {`${sayEnd(edge.from)} to ${sayEnd(edge.to)}: ${format(edge.perSecond, 'perSecond')} ${edge.of}`}
            </li>
          ))}
      </ul>
    </div>
  );
}

/** More moving lines than this are unrest, and so are they beside hosts by the dozen; and they cost frames. */
const movingMax = 24;

function sayEnd(end: EdgeEnd): Edge['of'] | string {
  return end.kind === 'host' ? end.host : end.kind;
}

function badgeOf(name: string, { activeLoadBalancer, primary }: Overview): string | undefined {
  if (name === activeLoadBalancer) return 'active';
  return name === primary ? 'primary' : undefined;
}

function UsersBox({ at, overview }: { readonly at: Box; readonly overview: Overview }) {
  const middle = at.x + at.width / 2;
  return (
    <g class="users">
      <rect x={at.x} y={at.y} width={at.width} height={at.height} rx={at.height / 2} />
      <text x={middle} y={at.y + 19}>
        Users
      </text>
      <text class="detail" x={middle} y={at.y + 34}>
        {format(overview.traffic.requestsPerSecond, 'perSecond')}
      </text>
    </g>
  );
}

function EdgeLine({ route: { path, perSecond, weight } }: { readonly route: Route }) {
  const isFlowing = perSecond !== undefined && perSecond > 0;
  return (
    <>
      <path class={isFlowing ? 'edge flowing' : 'edge'} d={path} stroke-width={1 + weight * 2} />
      {isFlowing && <path class="flow" d={path} stroke-width={1 + weight * 2} />}
    </>
  );
}

function EdgeLabel({ route: { label, perSecond, isLabelled } }: { readonly route: Route }) {
  if (!isLabelled || perSecond === undefined || perSecond <= 0) return null;
  const text = format(perSecond, 'perSecond');
  const width = text.length * 6.6 + 10;
  return (
    <g class="rate">
      <rect x={label.x - width / 2} y={label.y - 9} width={width} height={18} rx={9} />
      <text x={label.x} y={label.y + 4}>
        {text}
      </text>
    </g>
  );
}

interface HostProps {
  readonly host: HostOverview;
  readonly at: PlacedHost;
  readonly badge: string | undefined;
}

function Host({ host, at, badge }: HostProps) {
  const { x, y, width, height } = at;
  return (
    <a href={`#/host/${host.name}`} class={`host ${host.health}`} data-host={host.name}>
      <rect class="tile" x={x + 0.5} y={y + 0.5} width={width - 1} height={height - 1} rx={10} />
      <Sign health={host.health} x={x + 21} y={y + height / 2} />
      <text class="name" x={x + 40} y={y + 24}>
        {host.name}
        <tspan class="spoken">{sayState(host, badge)}</tspan>
      </text>
      <text class="detail" x={x + 40} y={y + 42} aria-hidden="true">
        {detailOf(host, width)}
      </text>
      {badge !== undefined && <Badge text={badge} right={x + width - 8} y={y} />}
    </a>
  );
}

function SmallHost({ host, at: { x, y, width, height }, badge }: HostProps) {
  return (
    <a href={`#/host/${host.name}`} class={`host small ${host.health}`} data-host={host.name}>
      <rect class="tile" x={x + 0.5} y={y + 0.5} width={width - 1} height={height - 1} rx={6} />
      <Sign health={host.health} x={x + 13} y={y + height / 2} size={6.5} />
      <text class="name" x={x + 25} y={y + 17}>
        {host.name}
        <tspan class="spoken">{sayState(host, badge)}</tspan>
      </text>
      {badge !== undefined && (
        <g class="badge" aria-hidden="true">
          <title>{badge}</title>
          <circle cx={x + width - 12} cy={y + height / 2} r={8} />
          <text x={x + width - 12} y={y + height / 2 + 4}>
            {badge[0]?.toUpperCase()}
          </text>
        </g>
      )}
    </a>
  );
}

/** On the upper edge of a tile. */
function Badge({ text, right, y }: { readonly text: string; readonly right: number; readonly y: number }) {
  const width = text.length * 6.4 + 14;
  return (
    <g class="badge" aria-hidden="true">
      <rect x={right - width} y={y - 8} width={width} height={17} rx={8.5} />
      <text x={right - width / 2} y={y + 4}>
        {text}
      </text>
    </g>
  );
}

/** What is most worth knowing, in as many letters as there is room for. */
function detailOf(host: HostOverview, width: number): string {
  if (host.health === 'unknown') return 'nothing known';
  const lettersMax = Math.floor((width - 46) / 6);
  const [reason] = host.reasons;
  if (reason !== undefined)
    return reason.length > lettersMax ? `${reason.slice(0, lettersMax - 1).trimEnd()}…` : reason;
  return host.cpu === undefined ? 'well' : `processor ${Math.round(host.cpu * 100)} %`;
}

/** For those who hear it: what colour, shape and place tell. */
function sayState({ health, reasons }: HostOverview, badge: string | undefined): string {
  return `, ${[badge, signs[health].word, ...reasons].filter((word) => word !== undefined).join(', ')}`;
}

/** The width of an element, in units that grow with the letters of the page; on a wall, all of it grows. */
function useWidth() {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(() => measure(globalThis.document.documentElement) - 48);
  useEffect(() => {
    if (element.current === null) return;
    const watched = element.current;
    const watch = new ResizeObserver(() => setWidth(measure(watched)));
    watch.observe(watched);
    return () => watch.disconnect();
  }, []);
  return [element, width] as const;
}

const widthMax = 1500;

function measure(element: HTMLElement): number {
  const letter = Number.parseFloat(getComputedStyle(globalThis.document.documentElement).fontSize);
  return Math.min(widthMax, Math.max(280, Math.round(element.clientWidth / (letter / 16))));
}
