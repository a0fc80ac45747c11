import type { EnvironmentStatus, HostStatus } from '../../operations/read-status.ts';
import type { Paint } from '../paint.ts';
import { looks } from './host-rows.ts';
import { clock, type Piece, renderLine } from './line.ts';
import type { ScreenSize } from './render-screen.ts';

export interface DirectScreen {
  readonly status: EnvironmentStatus;
  /** Why the monitoring was not asked. */
  readonly why: string;
  readonly now: Date;
}

type Line = readonly Piece[];

/** What the hosts say of themselves, one line each; those on which something is wrong come first where not all fit. */
export function renderDirect({ status, why, now }: DirectScreen, { columns, rows }: ScreenSize, paint: Paint): string {
  const width = Math.max(40, columns - 1);
  const top: readonly Line[] = [
    [{ text: `The monitoring does not answer, so each host was asked itself.`, style: 'yellow' }],
    [{ text: why, style: 'yellow' }],
    [],
  ];
  const running = status.hosts.filter(({ state }) => state === 'running').length;
  const bottom: readonly Line[] = [
    [],
    [{ text: `${status.environment}: ${running} of ${status.hosts.length} hosts running  ${status.url}` }],
    certificate(status),
    [{ text: `${clock(now)}  ctrl-C ends this`, style: 'dim' }],
  ];
  const room = Math.max(1, rows - 1 - top.length - bottom.length);
  const lines = [...top, ...hostLines(status.hosts, room), ...bottom];
  return lines
    .slice(0, Math.max(1, rows - 1))
    .map((line) => renderLine(line, width, paint))
    .join('\n');
}

function hostLines(hosts: readonly HostStatus[], room: number): readonly Line[] {
  const wide = Math.max(0, ...hosts.map(({ name }) => name.length));
  const line = (host: HostStatus): Line => {
    const { sign, style } = looks[healthOf(host)];
    const wrong = wrongServices(host);
    const said =
      host.state === 'running' ? wrong.join(', ') || `${host.services.length} services are well` : host.state;
    return [
      { text: `${sign} `, style },
      { text: host.name.padEnd(wide), style: 'bold' },
      { text: `  ${host.roles.join(' ').padEnd(14)}  `, style: 'dim' },
      { text: said, style: healthOf(host) === 'well' ? undefined : style },
    ];
  };
  if (hosts.length <= room) return hosts.map(line);
  const wrong = hosts.filter((host) => healthOf(host) !== 'well').slice(0, Math.max(0, room - 1));
  const rest = hosts.filter((host) => !wrong.includes(host));
  const unwell = rest.filter((host) => healthOf(host) !== 'well').length;
  return [
    ...wrong.map(line),
    [{ text: `and ${rest.length} more, ${rest.length - unwell} of them well`, style: 'dim' }],
  ];
}

function healthOf(host: HostStatus): 'well' | 'warning' | 'down' {
  if (host.state !== 'running') return 'down';
  return wrongServices(host).length === 0 ? 'well' : 'warning';
}

function wrongServices({ services }: HostStatus): readonly string[] {
  const wrong = services.filter(({ state }) => state !== 'active' && state !== 'finished');
  return wrong.map(({ name, state }) => `${name} ${state}`);
}

function certificate({ certificates }: EnvironmentStatus): Line {
  const [site] = certificates ?? [];
  return site === undefined ? [] : [{ text: `the site's certificate is good for ${site.daysLeft} days` }];
}
