import { z } from 'zod';
import { alertsSchema, deadManSchema } from './alerts-schema.ts';
import { appSchema } from './app-schema.ts';
import { backupSchema } from './backup-schema.ts';
import type * as written from './declaration.ts';
import { parseDomain } from './domain-name.ts';
import { parseDuration } from './duration.ts';
import { environmentSchema } from './environment-schema.ts';
import { choice, type Fields, leaf, line, list, wholeNumber, wrongKind } from './leaf.ts';
import { checkLogSize, parseAnonymise } from './logs.ts';
import { parseCidr } from './network.ts';
import { objectiveSchema } from './objective.ts';
import { bad, good, type Reading, show } from './reading.ts';
import { parseSchemaName } from './schema-name.ts';
import { parseSize } from './size.ts';
import {
  checkBufferPool,
  checkMetricsSize,
  parseAdvertInterval,
  parseRateLimit,
  parseRetentionDays,
} from './traffic-values.ts';

const dayMs = 86_400_000;
/** RFC 2181 section 8: a time to live is a number of 31 bits. */
const ttlMsMax = (2 ** 31 - 1) * 1_000;

const recordSchema = z.strictObject({
  name: line(255),
  type: line(20),
  value: line(65_535),
  ttl: duration(0, ttlMsMax).optional(),
} satisfies Fields<written.RecordDeclaration>);

const dnsSchema = z.strictObject({
  ttl: duration(0, 7 * dayMs).prefault('5m'),
  contact: line(255).prefault('hostmaster'),
  records: list(recordSchema, 10_000).prefault([]),
} satisfies Fields<written.DnsDeclaration>);

const tlsSchema = z.strictObject({
  certificate: leaf(parseCertificate).prefault('lab-ca'),
  minimumVersion: choice(['1.2', '1.3']).prefault('1.2'),
  hsts: duration(0, 3_650 * dayMs).prefault('730d'),
} satisfies Fields<written.TlsDeclaration>);

const loadBalancerSchema = z.strictObject({
  maxConnections: wholeNumber({ min: 100, max: 1_000_000 }).prefault(4_000),
  rateLimit: leaf(parseRateLimit).prefault({ requests: 200, per: '10s' }),
  virtualRouterId: wholeNumber({ min: 1, max: 255 }).prefault(51),
  advertInterval: leaf(parseAdvertInterval).prefault('100ms'),
} satisfies Fields<written.LoadBalancerDeclaration>);

const webSchema = z.strictObject({
  names: list(line(255), 100).prefault(['www', '@']),
  static: leaf(parseStatic).optional(),
  maxBody: leaf(parseSize).prefault('10MiB'),
  maxConnections: wholeNumber({ min: 50, max: 8_000 }).prefault(500),
} satisfies Fields<written.WebDeclaration>);

const databaseSchema = z.strictObject({
  members: wholeNumber({ min: 1, max: 9 }).prefault(3),
  schema: leaf(parseSchemaName).optional(),
  bufferPool: leaf((value) => checkBufferPool(parseSize(value))).prefault('128MiB'),
  maxConnections: wholeNumber({ min: 20, max: 10_000 }).prefault(100),
  backup: backupSchema.optional(),
} satisfies Fields<written.DatabaseDeclaration>);

const firewallSchema = z.strictObject({
  adminNetworks: list(leaf(parseAdminNetwork), 1_000).prefault([]),
} satisfies Fields<written.FirewallDeclaration>);

const logsSchema = z.strictObject({
  keep: leaf(parseRetentionDays).prefault('14d'),
  maxSize: leaf((value) => checkLogSize(parseSize(value))).prefault('2GiB'),
  anonymise: leaf(parseAnonymise).prefault(true),
} satisfies Fields<written.LogsDeclaration>);

const monitoringSchema = z.strictObject({
  scrapeInterval: duration(1_000, 300_000).prefault('5s'),
  retention: leaf(parseRetentionDays).prefault('31d'),
  maxSize: leaf((value) => checkMetricsSize(parseSize(value))).prefault('10GiB'),
  objective: objectiveSchema.prefault({}),
  alerts: alertsSchema.prefault({}),
  deadMan: deadManSchema.optional(),
  logs: logsSchema.prefault({}),
} satisfies Fields<written.MonitoringDeclaration>);

/** The declaration as written. Its output has every default filled in and every value in the unit that we work with. */
export const platformSchema = z.strictObject({
  domain: leaf(parseDomain),
  app: appSchema.optional(),
  apps: z.record(z.string(), appSchema).optional(),
  dns: dnsSchema.prefault({}),
  tls: tlsSchema.prefault({}),
  loadBalancer: loadBalancerSchema.prefault({}),
  web: webSchema.prefault({}),
  database: databaseSchema.prefault({}),
  firewall: firewallSchema.prefault({}),
  monitoring: monitoringSchema.prefault({}),
  environments: z.record(z.string(), environmentSchema).prefault({ lab: { provider: 'lab' } }),
} satisfies Fields<written.PlatformDeclaration>);

export type ReadPlatform = z.output<typeof platformSchema>;

/** Of whole seconds; read as milliseconds. */
function duration(minMs: number, maxMs: number) {
  return leaf((value) => parseDuration(value, { minMs, maxMs, stepMs: 1_000 }));
}

type Certificate = { kind: 'lab-ca' } | { kind: 'files'; certificateFile: string; keyFile: string };

function parseCertificate(value: unknown): Reading<Certificate> {
  if (value === 'lab-ca') return good({ kind: 'lab-ca' });
  const files = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { certificateFile, keyFile, ...rest } = files;
  const fix = "Write 'lab-ca', or { certificateFile: 'site.pem', keyFile: 'site.key' }.";
  if (typeof certificateFile === 'string' && typeof keyFile === 'string' && Object.keys(rest).length === 0) {
    return good({ kind: 'files', certificateFile, keyFile });
  }
  if (certificateFile === undefined && keyFile === undefined) {
    return bad('TLS_CERTIFICATE_INVALID', `${show(value)} is not a certificate.`, fix);
  }
  return bad('TLS_CERTIFICATE_INVALID', 'a certificate needs both of its files, and nothing else.', fix);
}

function parseStatic(value: unknown): Reading<string | false> {
  return value === false || (typeof value === 'string' && value !== '')
    ? good(value)
    : wrongKind(value, 'the name of a directory, or false');
}

function parseAdminNetwork(value: unknown): Reading<string> {
  const network = parseCidr(value);
  if (!network.ok || Number(network.value.split('/')[1]) >= 8) return network;
  return bad(
    'ADMIN_NETWORK_TOO_WIDE',
    `${show(value)} would open SSH to a large part of the internet.`,
    'Name the networks that administrators really come from; /8 is the widest.',
  );
}
