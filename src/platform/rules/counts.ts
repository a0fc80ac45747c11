import type { Problem } from '../../problems/problem.ts';
import type { RuleInput } from './rules.ts';

const counts = ['dns', 'loadBalancers', 'web', 'app', 'monitoring'] as const;

/** Hosts are counted or named. Both at once would leave open which of the two was meant. */
export function checkCounts({ environment: lab, path }: RuleInput): readonly Problem[] {
  if (lab.provider !== 'lab' || lab.hosts === undefined) return [];
  return counts
    .filter((key) => lab[key] !== undefined)
    .map((key) => ({
      code: 'HOSTS_AND_COUNTS',
      path: `${path}.${key}`,
      reason: `this environment names its hosts, so \`${key}\` counts nothing.`,
      fix: `Remove \`${key}\`, or \`hosts\`.`,
    }));
}
