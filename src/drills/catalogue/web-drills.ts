import type { App, Platform } from '../../platform/platform.ts';
import type { Drill } from '../drill.ts';
import type { Fault } from '../fault.ts';
import { gapBelow, nothingFails, nothingLost } from './objectives.ts';
import { firstHost, unfitBelowTwo } from './tier-hosts.ts';

const oneWeb = unfitBelowTwo('web', 'web host');
const oneApp = unfitBelowTwo('app', 'application host');

/** Web servers and the application behind them. */
export const webDrills: readonly Drill[] = [
  {
    name: 'web-crash',
    title: 'The machine of a web host loses its power.',
    proves: 'Requests to a dead web host are repeated on another one before anybody sees an error.',
    limits: 'A write without an idempotency key is never repeated, and may fail.',
    unfit: oneWeb,
    faults: (platform) => [{ kind: 'machineKilled', host: firstHost(platform, 'web') }],
    faultSeconds: 15,
    objectives: [nothingFails, ...nothingLost],
  },
  {
    name: 'app-crash',
    title: 'The application is killed on one host.',
    proves: 'Its requests are answered by another host, and systemd starts it again.',
    limits: 'An application that dies of the same request on every host takes them all down.',
    unfit: oneApp,
    faults: (platform, { app }) => [signal(platform, app, 'KILL')],
    faultSeconds: 10,
    objectives: [nothingFails, ...nothingLost],
  },
  {
    name: 'app-hang',
    title: 'The application is stopped on one host: it takes connections and never answers (SIGSTOP).',
    proves: 'A server that hangs is taken out of service by its health check, and comes back.',
    limits: 'Requests that it had taken before it was found out wait for their time-out.',
    unfit: oneApp,
    faults: (platform, { app }) => [signal(platform, app, 'STOP')],
    faultSeconds: 20,
    objectives: [gapBelow(1_000), ...nothingLost],
  },
  {
    name: 'web-drain',
    title: 'One web server is drained on every load balancer, and put back.',
    proves: 'A web host can be taken out of service for maintenance without a single failed request.',
    limits: 'Requests that take longer than the drain are not part of the load.',
    unfit: oneWeb,
    faults: (platform) => [{ kind: 'serverDrained', server: firstHost(platform, 'web') }],
    faultSeconds: 10,
    objectives: [nothingFails, ...nothingLost],
  },
  {
    name: 'deploy',
    title: 'Another release of the application is deployed, and the declared one again.',
    proves: 'A deploy takes each host out of service while it is switched, and nobody notices.',
    limits: 'The two releases differ in a file only; whether two versions get along with one schema is up to them.',
    unfit: oneWeb,
    faults: (_platform, { app }) => [{ kind: 'releaseDeployed', app: app.id, variant: 'changed' }],
    faultSeconds: 5,
    objectives: [nothingFails, ...nothingLost],
  },
  {
    name: 'bad-release',
    title: 'A release that cannot start is deployed.',
    proves: 'It is found out on the first host and put back there, and the other hosts never see it.',
    limits: 'A release that is well until it meets real requests is not found out by a health check.',
    unfit: oneWeb,
    faults: (_platform, { app }) => [{ kind: 'releaseDeployed', app: app.id, variant: 'broken' }],
    faultSeconds: 5,
    objectives: [nothingFails, ...nothingLost],
  },
  {
    name: 'private-network-cut',
    title: 'A web host is cut off from the private network.',
    proves: 'A host that vanishes without closing its connections is left out by the load balancers.',
    limits: 'Only the cable of one host is pulled, not a switch.',
    unfit: oneWeb,
    faults: (platform) => [{ kind: 'linkDown', host: firstHost(platform, 'web'), network: 'private' }],
    faultSeconds: 15,
    objectives: [gapBelow(1_000), ...nothingLost],
  },
  {
    name: 'disk-full',
    title: 'The disk of a host is full where logs, uploads and the state of the application lie.',
    proves: 'Pages and transfers go on when nothing can be written any more, and writing goes on when there is room.',
    limits: 'The root file system itself is not filled: on a lab it is that of the machine which runs the lab.',
    unfit: () => undefined,
    faults: (platform, { app }) => [
      { kind: 'diskFull', host: firstHost(platform, 'app'), directory: `/var/lib/${app.id}` },
      ...['/var/lib/nginx', '/var/log/nginx'].map((directory) => ({
        kind: 'diskFull' as const,
        host: firstHost(platform, 'web'),
        directory,
      })),
    ],
    faultSeconds: 15,
    objectives: [gapBelow(1_000), ...nothingLost],
  },
];

function signal(platform: Platform, { id }: App, name: 'KILL' | 'STOP'): Fault {
  const unit = `${id}.service`;
  return { kind: 'processSignalled', host: firstHost(platform, 'app'), unit, signal: name };
}
