import type { Parsed, Problem } from '../problems/problem.ts';
import { sortProblems } from '../problems/sort-problems.ts';
import { alertsOf } from './alerts-schema.ts';
import { readApps } from './apps.ts';
import { readContact } from './contact.ts';
import { readFiles } from './files.ts';
import { readHealing } from './healing.ts';
import type { Declaration } from './model.ts';
import { readNames } from './names.ts';
import { readRecords } from './records.ts';
import type { Surroundings } from './surroundings.ts';

/** Reads what an operator wrote, which may be anything. Gives all of its problems, sorted by path. */
export function parseDeclaration(input: unknown, surroundings: Surroundings): Parsed<Declaration> {
  const { declaration, problems } = readDeclaration(input, surroundings);
  return problems.length === 0 ? { ok: true, value: declaration } : { ok: false, problems };
}

export interface ReadDeclaration {
  /** Always complete; where `problems` is not empty, broken values are replaced by defaults and stand-ins. */
  readonly declaration: Declaration;
  /** Sorted by path. */
  readonly problems: readonly Problem[];
  /** True for a problem that may come from a replaced value rather than from what the operator wrote. */
  readonly isConsequence: (problem: Problem) => boolean;
}

export function readDeclaration(input: unknown, surroundings: Surroundings): ReadDeclaration {
  const { read, problems: broken, healedPaths } = readHealing(input);
  const isConsequence = (problem: Problem) =>
    healedPaths.touches(problem.path) || (healedPaths.has('domain') && dependsOnDomain(problem));
  const names = readNames(read);
  const contact = readContact(read.dns.contact, read.domain);
  const records = readRecords(read.dns, read.domain);
  const apps = readApps(read, names.siteNames);
  const files = readFiles(read, apps.apps, names.siteNames, surroundings);
  const found = [names, contact, records, apps, files].flatMap((part) => part.problems);
  return {
    declaration: {
      domain: read.domain,
      siteNames: [...new Set([...names.siteNames, ...apps.apps.flatMap(({ app }) => app.hostNames)])],
      dns: {
        ttlSeconds: read.dns.ttl / 1_000,
        contact: contact.contact,
        records: records.records,
        valueless: records.valueless,
      },
      tls: {
        source: files.tlsSource,
        minimumVersion: read.tls.minimumVersion,
        hstsSeconds: read.tls.hsts / 1_000,
      },
      loadBalancer: {
        maxConnections: read.loadBalancer.maxConnections,
        rateLimitPer10s: read.loadBalancer.rateLimit.requestsPer10s,
        virtualRouterId: read.loadBalancer.virtualRouterId,
        advertIntervalMs: read.loadBalancer.advertInterval,
      },
      web: {
        names: names.siteNames,
        staticDirectory: files.staticDirectory,
        bodyBytesMax: read.web.maxBody,
        maxConnections: read.web.maxConnections,
      },
      apps: apps.apps.map(({ app }, index) => ({ ...app, ...files.apps[index]! })),
      database: read.database,
      adminNetworks: read.firewall.adminNetworks.filter((network) => network !== undefined),
      monitoring: {
        scrapeIntervalSeconds: read.monitoring.scrapeInterval / 1_000,
        retentionDays: read.monitoring.retention,
        bytesMax: read.monitoring.maxSize,
        objective: {
          availabilityRatio: read.monitoring.objective.availability,
          latencySeconds: read.monitoring.objective.latency.within,
          latencyRatio: read.monitoring.objective.latency.share,
        },
        alerts: alertsOf(read.monitoring.alerts),
        deadMan: read.monitoring.deadMan,
        logs: {
          keepDays: read.monitoring.logs.keep,
          bytesMax: read.monitoring.logs.maxSize,
          anonymise: read.monitoring.logs.anonymise,
        },
      },
      environments: new Map(Object.entries(read.environments)),
      directory: surroundings.directory,
    },
    problems: sortProblems([...broken, ...found.filter((problem) => !isConsequence(problem))]),
    isConsequence,
  };
}

/**
 * Without the domain, nobody can tell which names are inside of it. What is said of relative names, addresses and texts
 * is true for any domain.
 */
function dependsOnDomain(problem: Problem): boolean {
  if (sameForEveryDomain.has(problem.code)) return false;
  return problem.path.startsWith('dns.') || problem.path.startsWith('web.names') || isHostname(problem.path);
}

function isHostname(path: string): boolean {
  return path.startsWith('apps.') && path.endsWith('.hostname');
}

const sameForEveryDomain: ReadonlySet<Problem['code']> = new Set([
  'ADDRESS_INVALID',
  'CNAME_AT_APEX',
  'CNAME_NOT_ALONE',
  'RECORD_TYPE_UNKNOWN',
  'TEXT_TOO_LONG',
]);
