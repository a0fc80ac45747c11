import { z } from 'zod';
import { didYouMean } from '../problems/suggest.ts';
import type { HostDeclaration, LabDeclaration } from './declaration.ts';
import { boolean, choice, type Fields, leaf, list, wholeNumber } from './leaf.ts';
import { parseCidr, parseIpv4 } from './network.ts';
import { bad, good, type Reading, show } from './reading.ts';
import { type Role, roles } from './roles.ts';

const hostsOfOneRoleMax = 10_000;

const hostSchema = z.strictObject({
  roles: list(leaf(parseRole), roles.length),
  address: leaf(parseIpv4),
  publicAddress: leaf(parseIpv4).optional(),
} satisfies Fields<HostDeclaration>);

/** Counts have no defaults here, so that a count beside `hosts` can be told from none. */
export const environmentSchema = z.strictObject({
  provider: choice(['lab']),
  dns: count(1).optional(),
  loadBalancers: count(1).optional(),
  web: count(1).optional(),
  app: count(0).optional(),
  monitoring: count(0).optional(),
  public: leaf(parseCidr).optional(),
  private: leaf(parseCidr).optional(),
  virtualAddress: leaf(parseIpv4).optional(),
  redundancy: boolean().prefault(true),
  drills: boolean().prefault(true),
  hosts: z.record(z.string(), hostSchema).optional(),
} satisfies Fields<LabDeclaration>);

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
