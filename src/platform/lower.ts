import { resolvePath } from '../declaration/file-path.ts';
import type { Declaration, DeclaredApp, DeclaredEnvironment } from '../declaration/model.ts';
import type { Parsed, Problem } from '../problems/problem.ts';
import { sortProblems } from '../problems/sort-problems.ts';
import { defaultNetworks, defaultVirtualAddress, lowerNetwork } from './addresses.ts';
import { deriveFlows } from './flows.ts';
import { databaseGroupName } from './group-name.ts';
import { hostCounts, hostsByCount, hostsByName, sortHosts } from './hosts.ts';
import type { App, DatabaseBackup, Host, Platform } from './platform.ts';
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
  const declared = declaration.environments.get(environment)!;
  const path = `environments.${environment}`;
  const networks = lowerNetworks(declared, environment);
  const placed =
    declared.provider === 'lab' && declared.hosts === undefined
      ? hostsByCount(hostCounts(declaration, declared), networks, path)
      : { hosts: hostsByName(declared), problems: [] };
  const hosts = sortHosts(placed.hosts);
  const virtualAddress = declared.virtualAddress ?? defaultVirtualAddress(networks.public.cidr);
  const members = hosts.filter((host) => host.roles.includes('database')).length;
  const { apps, database, domain, loadBalancer, monitoring, siteNames, tls, web } = declaration;
  const platform: Platform = {
    environment,
    provider: declared.provider,
    directory: declaration.directory,
    sshConfig: fileOf(declaration, declared.sshConfig),
    drills: declared.drills ?? declared.provider === 'lab',
    domain,
    siteNames,
    networks,
    virtualAddress,
    adminNetworks: [...new Set([...ownAdmins(declared, networks, hosts), ...declaration.adminNetworks])].sort(),
    hosts,
    zone: lowerZone({ declaration, virtualAddress, hosts }),
    tls,
    loadBalancer,
    web,
    apps: apps.map((app) => lowerApp(app, database.schema)),
    database: {
      mode: members === 1 ? 'single' : 'group',
      bufferPoolBytes: database.bufferPool,
      maxConnections: database.maxConnections,
      groupName: databaseGroupName(domain, environment),
      source: mysqlSource(declaration, declared),
      backup: lowerBackup(declaration),
    },
    monitoring,
    flows: deriveFlows(hosts, apps, sshLegs(declared)),
  };
  return {
    platform,
    problems: sortProblems([...placed.problems, ...checkRules({ declaration, environment: declared, path, platform })]),
  };
}

function lowerApp(app: DeclaredApp, onlySchema = 'app'): App {
  const { name } = app;
  return { ...app, id: name === undefined ? 'app' : `app-${name}`, schema: name ?? onlySchema };
}

/** Servers whose networks are missing get stand-ins: the rules say so, and the others can still be checked. */
function lowerNetworks(declared: DeclaredEnvironment, environment: string): Platform['networks'] {
  const defaults = defaultNetworks(environment);
  if (declared.provider === 'lab') {
    return {
      public: lowerNetwork(declared.public ?? defaults.public),
      private: lowerNetwork(declared.private ?? defaults.private),
    };
  }
  const own = declared.network ?? defaults.private;
  return { public: lowerNetwork(declared.publicNetwork ?? own), private: lowerNetwork(own) };
}

/** Whoever must always get in: the machine that runs a lab, the hosts through which SSH goes to others. */
function ownAdmins(declared: DeclaredEnvironment, networks: Platform['networks'], hosts: readonly Host[]): string[] {
  if (declared.provider === 'lab') return [`${networks.private.gateway}/32`];
  const jumps = new Set(hosts.map((host) => host.ssh?.jump));
  return hosts.filter((host) => jumps.has(host.name)).map((host) => `${host.privateAddress}/32`);
}

/** A lab's operator comes from the private network; one of servers from the internet, to whatever leg a host has. */
function sshLegs(declared: DeclaredEnvironment): readonly ('private' | 'public')[] {
  return declared.provider === 'servers' && declared.publicNetwork !== undefined ? ['private', 'public'] : ['private'];
}

function mysqlSource({ directory }: Declaration, { mysql }: DeclaredEnvironment): Platform['database']['source'] {
  if (mysql === undefined || mysql.key.kind === 'keyring') return mysql;
  return { ...mysql, key: { kind: 'file', file: resolvePath(directory, mysql.key.file) } };
}

function lowerBackup({ database, directory }: Declaration): Platform['database']['backup'] {
  const { backup } = database;
  if (backup === undefined) return undefined;
  const { target } = backup;
  return {
    schedule: backup.schedule,
    logsIntervalSeconds: backup.binaryLogs / 1_000,
    keepDays: backup.keep / 86_400_000,
    restoreCheck: backup.restoreCheck === false ? undefined : backup.restoreCheck,
    target: target.kind === 'directory' ? target : lowerRepository(target, directory),
  };
}

type Repository = Extract<DatabaseBackup['target'], { kind: 'restic' }>;

function lowerRepository({ ssh, ...target }: Repository, directory: string): Repository {
  const resolve = (file: string) => resolvePath(directory, file);
  return {
    ...target,
    environmentFile: resolve(target.environmentFile),
    ssh: ssh === undefined ? undefined : { keyFile: resolve(ssh.keyFile), knownHostsFile: resolve(ssh.knownHostsFile) },
  };
}

function fileOf({ directory }: Declaration, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolvePath(directory, path);
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
