import { backupDrills } from './catalogue/backup-drills.ts';
import { databaseDrills } from './catalogue/database-drills.ts';
import { loadBalancerDrills } from './catalogue/load-balancer-drills.ts';
import { surroundingsDrills } from './catalogue/surroundings-drills.ts';
import { webDrills } from './catalogue/web-drills.ts';
import type { Drill } from './drill.ts';

/** Every drill, in the order in which `smartx drill --all` does them: the edge first, everything at once last. */
export const drills: readonly Drill[] = [
  ...loadBalancerDrills,
  ...webDrills,
  ...databaseDrills,
  ...backupDrills,
  ...surroundingsDrills,
];

/** Names of all drills, in that order. */
export const drillNames: readonly string[] = drills.map(({ name }) => name);

/** Undefined when there is no drill of this name. */
export function findDrill(name: string): Drill | undefined {
  return drills.find((drill) => drill.name === name);
}
