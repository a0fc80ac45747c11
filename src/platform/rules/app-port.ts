import type { Role } from '../../declaration/roles.ts';
import type { Problem } from '../../problems/problem.ts';
import { ports } from '../platform.ts';
import type { RuleInput } from './rules.ts';

/** Ports that a role brings to a host that the application may share with it. What every such host has is checked with the declaration. */
const portsOf: Readonly<Partial<Record<Role, readonly number[]>>> = {
  dns: [ports.blackboxExporter],
  loadBalancer: [8404, ports.haproxyMetrics, ports.haproxyPeers],
  monitoring: [ports.prometheus, ports.alertmanager, ports.alertmanagerPeers, ports.blackboxExporter],
};

/** The port of each application is free on every host that it runs on. */
export function checkAppPort({ platform }: RuleInput): readonly Problem[] {
  return platform.apps.flatMap(({ name, port }) =>
    platform.hosts
      .filter((host) => host.roles.includes('app') && host.roles.some((role) => portsOf[role]?.includes(port)))
      .map((host) => ({
        code: 'PORT_CLASH',
        path: name === undefined ? 'app.port' : `apps.${name}.port`,
        reason: `port ${port} of ${host.name} is used by another of its roles.`,
        fix: 'Write another port: 8000 is the default.',
      })),
  );
}
