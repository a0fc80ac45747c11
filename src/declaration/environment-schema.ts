import { z } from 'zod';
import { didYouMean } from '../problems/suggest.ts';
import { parseMysqlSource } from './apt-source.ts';
import type { InterfacesDeclaration, LabDeclaration, ServerDeclaration, ServersDeclaration } from './declaration.ts';
import { boolean, choice, type Fields, leaf, line, list, wholeNumber } from './leaf.ts';
import { parseCidr, parseIpv4 } from './network.ts';
import { bad, good, type Reading, show } from './reading.ts';
import { type Role, roles } from './roles.ts';
import { parseInterfaceName, parseSshTarget } from './server-values.ts';

const hostsOfOneRoleMax = 10_000;

const interfacesSchema = z.strictObject({
  private: leaf(parseInterfaceName).optional(),
  public: leaf(parseInterfaceName).optional(),
} satisfies Fields<InterfacesDeclaration>);

const hostSchema = z.strictObject({
  roles: list(leaf(parseRole), roles.length),
  address: leaf(parseIpv4),
  publicAddress: leaf(parseIpv4).optional(),
  ssh: leaf(parseSshTarget).optional(),
  jump: line(63).optional(),
  interfaces: interfacesSchema.optional(),
} satisfies Fields<ServerDeclaration>);

/**
 * Of labs and of servers: which of the keys belongs to which is a rule of the platform (PROVIDER_MISMATCH), so that all
 * problems of both are found at once. Counts have no defaults here: a count beside `hosts` can be told from none.
 */
export const environmentSchema = z.strictObject({
  provider: choice(['lab', 'servers']),
  dns: count(1).optional(),
  loadBalancers: count(1).optional(),
  web: count(1).optional(),
  app: count(0).optional(),
  monitoring: count(0).optional(),
  public: leaf(parseCidr).optional(),
  private: leaf(parseCidr).optional(),
  network: leaf(parseCidr).optional(),
  publicNetwork: leaf(parseCidr).optional(),
  virtualAddress: leaf(parseIpv4).optional(),
  interfaces: interfacesSchema.optional(),
  sshConfig: line(4_096).optional(),
  mysql: leaf(parseMysqlSource).optional(),
  redundancy: boolean().prefault(true),
  drills: boolean().optional(),
  hosts: z.record(z.string(), hostSchema).optional(),
} satisfies Fields<Omit<LabDeclaration, 'provider'> & ServersDeclaration>);

export type ReadEnvironment = z.output<typeof environmentSchema>;

function count(min: number) {
  return wholeNumber({ min, max: hostsOfOneRoleMax });
}

function parseRole(value: unknown): Reading<Role> {
  const role = roles.find((candidate) => candidate === value);
  if (role !== undefined) return good(role);
  const guess = typeof value === 'string' ? didYouMean(value, roles) : undefined;
  const choices = `Roles are ${roles.join(', ')}.`;
  const fix = guess === undefined ? choices : `Did you mean '${guess}'? ${choices}`;
  return bad('ROLE_UNKNOWN', `there is no role ${show(value)}.`, fix);
}
