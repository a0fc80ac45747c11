import { afterAll, beforeAll, expect } from 'vitest';
import { describeLab } from '../obstacles.ts';
import { testContract } from './three-ledgers/contract.ts';
import { testFailover } from './three-ledgers/failover.ts';
import { downThreeLedgers, type ThreeLedgers, upThreeLedgers } from './three-ledgers/three-ledgers.ts';
import { tracesOf } from './traces.ts';

// Node, Flask and Django on hosts of their own, with a group of three behind them.

const name = 'test-u';

describeLab('three applications on a tier of their own', () => {
  let three: ThreeLedgers;

  beforeAll(async () => {
    const machines = 'dns: 1, loadBalancers: 1, web: 1, app: 2, monitoring: 0, redundancy: false';
    // Pools of all processes: after a failover they are at one member.
    three = await upThreeLedgers(name, machines, { fields: 'database: { members: 3, maxConnections: 200 },' });
  });

  afterAll(async () => {
    await downThreeLedgers(three);
    expect(await tracesOf(name)).toEqual([]);
  });

  testContract(() => three);
  testFailover(() => three);
});
