import type { Declaration } from '../declaration/model.ts';
import type { Parsed, Problem } from '../problems/problem.ts';
import { sortProblems } from '../problems/sort-problems.ts';
import { defaultNetworks, defaultVirtualAddress, lowerNetwork } from './addresses.ts';
import { deriveFlows } from './flows.ts';
import { databaseGroupName } from './group-name.ts';
import { hostCounts, hostsByCount, hostsByName, sortHosts } from './hosts.ts';
import type { Platform } from './platform.ts';
import { checkRules } from './rules/rules.ts';
import { lowerZone } from './zone.ts';

/** The platform of one environment, or every rule that it breaks, sorted by path. */
export function lowerPlatform(declaration: Declaration, environment: string): Parsed<Platform> {
  if (!declaration.environments.has(environment)) return unknownEnvironment(declaration, environment);
  const { platform, problems } = draftPlatform(declaration, environment);
  return problems.length === 0 ? { ok: true, value: platform } : { ok: false, problems };
}

export interface PlatformDraft {
  /** Complete even where rules are broken, so that all of them can be checked. */
  readonly platform: Platform;
  readonly problems: readonly Problem[];
}

/** The declaration must have the environment. */
export function draftPlatform(declaration: Declaration, environment: string): PlatformDraft {
  const lab = declaration.environments.get(environment)!;
  const path = `environments.${environment}`;
  const defaults = defaultNetworks(environment);
  const networks = {
    public: lowerNetwork(lab.public ?? defaults.public),
    private: lowerNetwork(lab.private ?? defaults.private),
  };
  const placed =
    lab.hosts === undefined
      ? hostsByCount(hostCounts(declaration, lab), networks, path)
      : { hosts: hostsByName(lab.hosts), problems: [] };
  const hosts = sortHosts(placed.hosts);
  const virtualAddress = lab.virtualAddress ?? defaultVirtualAddress(networks.public.cidr);
  const members = hosts.filter((host) => host.roles.includes('database')).length;
  const { app, database, domain, loadBalancer, monitoring, siteNames, tls, web } = declaration;
  const platform: Platform = {
    environment,
    provider: lab.provider,
    drills: lab.drills,
    domain,
    siteNames,
    networks,
    virtualAddress,
    adminNetworks: [...new Set([`${networks.private.gateway}/32`, ...declaration.adminNetworks])].sort(),
    hosts,
    zone: lowerZone({ declaration, virtualAddress, hosts }),
    tls,
    loadBalancer,
    web,
    app,
    database: {
      mode: members === 1 ? 'single' : 'group',
      schema: database.schema,
      bufferPoolBytes: database.bufferPool,
      maxConnections: database.maxConnections,
      groupName: databaseGroupName(domain, environment),
    },
    monitoring,
    flows: deriveFlows(hosts, app.port),
  };
  return {
    platform,
    problems: sortProblems([...placed.problems, ...checkRules({ declaration, lab, path, platform })]),
  };
}

function unknownEnvironment(declaration: Declaration, environment: string): Parsed<never> {
  const names = [...declaration.environments.keys()].sort().join(', ');
  const reason = `there is no environment "${environment}" in the declaration.`;
  const problem: Problem = {
    code: 'ENVIRONMENT_UNKNOWN',
    path: 'environments',
    reason,
    fix: `Choose one of: ${names}.`,
  };
  return { ok: false, problems: [problem] };
}
