import type { Drill } from '../drill.ts';
import { gapBelow, nothingLost, onePrimary } from './objectives.ts';
import { firstSecondary, unfitWithoutGroup } from './tier-hosts.ts';

const unfit = unfitWithoutGroup;

/** The database and its group. */
export const databaseDrills: readonly Drill[] = [
  {
    name: 'db-primary-crash',
    title: "The machine of the database's primary loses its power.",
    proves: 'The others elect a new primary by themselves, and every acknowledged write is there.',
    limits: 'The disks keep what they were told to: a machine whose disk lies about it is another matter.',
    unfit,
    faults: (_platform, { primary }) => [{ kind: 'machineKilled', host: primary }],
    faultSeconds: 20,
    objectives: [gapBelow(8_000, 'write'), gapBelow(1_000, 'read'), onePrimary, ...nothingLost],
  },
  {
    name: 'db-secondary-crash',
    title: 'The machine of a secondary loses its power.',
    proves: 'Two of three members go on taking writes, and the third comes back by itself.',
    limits: 'A second loss at the same time stops writes, since two of three are the majority that keeps them safe.',
    unfit,
    faults: (platform, { primary }) => [{ kind: 'machineKilled', host: firstSecondary(platform, primary) }],
    faultSeconds: 20,
    objectives: [gapBelow(1_000), onePrimary, ...nothingLost],
  },
  {
    name: 'db-partition',
    title: 'The primary is cut off from the private network, and with it from its group.',
    proves: 'The primary that was cut off takes no writes, the others elect a new one, and nobody keeps two truths.',
    limits: 'The cut is clean; a network that lets through one direction only is another matter.',
    unfit,
    faults: (_platform, { primary }) => [{ kind: 'linkDown', host: primary, network: 'private' }],
    faultSeconds: 30,
    objectives: [onePrimary, ...nothingLost],
  },
  {
    name: 'db-switchover',
    title: 'The primary hands over to another member, as before maintenance.',
    proves: 'A planned change of the primary costs writes little more than a second.',
    limits: 'Transactions that run for longer than five seconds are cut off by it.',
    unfit,
    faults: (_platform, { primary }) => [{ kind: 'switchover', host: primary }],
    faultSeconds: 10,
    objectives: [gapBelow(1_500, 'write'), onePrimary, ...nothingLost],
  },
];
