import type { Declaration, DeclaredEnvironment } from '../../declaration/model.ts';
import type { Problem } from '../../problems/problem.ts';
import type { Platform } from '../platform.ts';
import { checkAddresses } from './addresses.ts';
import { checkAppPort } from './app-port.ts';
import { checkCounts } from './counts.ts';
import { checkHosts } from './hosts.ts';
import { checkNetworks } from './networks.ts';
import { checkProvider } from './provider.ts';
import { checkRedundancy } from './redundancy.ts';
import { checkServers } from './servers.ts';
import { checkZone } from './zone.ts';

/** What a rule looks at: one environment, as declared and as lowered. `path` is `environments.NAME`. */
export interface RuleInput {
  readonly declaration: Declaration;
  readonly environment: DeclaredEnvironment;
  readonly path: string;
  readonly platform: Platform;
}

export type Rule = (input: RuleInput) => readonly Problem[];

const rules: readonly Rule[] = [
  checkNetworks,
  checkAddresses,
  checkHosts,
  checkRedundancy,
  checkCounts,
  checkProvider,
  checkServers,
  checkAppPort,
  checkZone,
];

export function checkRules(input: RuleInput): readonly Problem[] {
  return rules.flatMap((rule) => rule(input));
}
