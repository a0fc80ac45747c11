import { subnetOf, subnetsOverlap } from '../../declaration/network.ts';
import type { Problem } from '../../problems/problem.ts';
import type { Platform } from '../platform.ts';

/** Labs may run side by side on one machine, so no two of them may share addresses. */
export function checkEnvironmentsApart(platforms: readonly Platform[]): readonly Problem[] {
  const labs = platforms.filter(({ provider }) => provider === 'lab');
  return labs.flatMap((platform, place) => labs.slice(0, place).flatMap((earlier) => overlaps(platform, earlier)));
}

const sides = ['public', 'private'] as const;

function overlaps(platform: Platform, earlier: Platform): Problem[] {
  return sides.flatMap((side) =>
    sides
      .filter((other) => subnetsOverlap(subnetOf(platform.networks[side].cidr), subnetOf(earlier.networks[other].cidr)))
      .map((other): Problem => {
        const [mine, theirs] = [platform.networks[side].cidr, earlier.networks[other].cidr];
        return {
          code: 'ENVIRONMENTS_OVERLAP',
          path: `environments.${platform.environment}.${side}`,
          reason: `its ${side} network ${mine} overlaps ${theirs} of environment ${earlier.environment}.`,
          fix: `Declare another ${side} network for one of them.`,
        };
      }),
  );
}
