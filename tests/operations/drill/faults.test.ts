import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/drills/fault.ts';
import {
  describeFault,
  healFault,
  injectFault,
  prepareFault,
  remainsOfFault,
} from '../../../src/operations/drill/faults.ts';
import { Failure } from '../../../src/problems/failure.ts';
import { parseServersSetAside } from '../../../src/services/haproxy/server-states.ts';
import { TransportFailure } from '../../../src/transport/transport-failure.ts';
import { fakeReach } from './fake-reach.ts';

const lost = new TransportFailure({ host: 'web-1', kind: 'unreachable', reason: 'no', command: [], stderrTail: '' });

describe('a machine without power', () => {
  const fault: Fault = { kind: 'machineKilled', host: 'lb-1' };

  test('is killed, started again, and gone while it does not run', async () => {
    const reach = fakeReach({ running: () => ['lb-2'] });
    await injectFault(fault, reach);
    await healFault(fault, reach);
    expect(reach.done).toEqual(['kill lb-1', 'start lb-1']);
    expect(await remainsOfFault(fault, reach)).toBe('the machine lb-1 does not run');
    expect(await remainsOfFault(fault, fakeReach())).toBeUndefined();
    expect(describeFault(fault)).toBe('lb-1 loses its power');
  });
});

describe('a process', () => {
  const killed: Fault = { kind: 'processSignalled', host: 'web-1', unit: 'app.service', signal: 'KILL' };
  const stopped: Fault = { ...killed, signal: 'STOP' };

  test('that is killed is left to systemd: healing does nothing', async () => {
    const reach = fakeReach();
    await injectFault(killed, reach);
    expect(reach.done).toEqual([
      'web-1: systemctl is-active --quiet -- "$1" && exec systemctl kill --kill-whom="$2" --signal="$3" -- "$1" | app.service | main | KILL',
    ]);
    await healFault(killed, reach);
    expect(reach.done).toHaveLength(1);
  });

  test('that is stopped is stopped with its children, and continued', async () => {
    const reach = fakeReach();
    await injectFault(stopped, reach);
    expect(reach.done[0]).toMatch(/\| app\.service \| all \| STOP$/);
    await healFault(stopped, reach);
    expect(reach.done[1]).toContain('--signal=CONT');
  });

  test('that cannot be signalled is a failure', async () => {
    const reach = fakeReach({ onHost: () => ({ exitCode: 3 }) });
    await expect(injectFault(killed, reach)).rejects.toThrow(Failure);
    await expect(injectFault(killed, fakeReach({ onHost: () => lost }))).rejects.toThrow('no');
  });

  test('that still hangs, or has not come back, is said', async () => {
    const saying = (stdout: string) => fakeReach({ onHost: () => ({ stdout }) });
    expect(await remainsOfFault(stopped, saying('has a stopped process\n'))).toBe(
      'app.service on web-1 has a stopped process',
    );
    expect(await remainsOfFault(killed, saying('is activating\n'))).toBe('app.service on web-1 is activating');
    expect(await remainsOfFault(killed, saying(''))).toBeUndefined();
  });
});

describe('a cable', () => {
  const fault: Fault = { kind: 'linkDown', host: 'db-1', network: 'private' };
  /** Of ip(8), an interface whose other end is up, and one that was taken down. */
  const up =
    '[{"ifindex":7,"ifname":"sx1e0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"operstate":"UP","link_netnsid":3}]';
  const down = '[{"ifindex":7,"ifname":"sx1e0","flags":["BROADCAST","MULTICAST"],"operstate":"DOWN","link_netnsid":3}]';

  test('is pulled and plugged in at the end that is on this machine', async () => {
    const reach = fakeReach();
    await injectFault(fault, reach);
    await healFault(fault, reach);
    expect(reach.done[0]).toMatch(/^here: ip link set dev sx[0-9a-f]{10}e0 down$/);
    expect(reach.done[1]).toBe(reach.done[0]?.replace('down', 'up'));
  });

  test('is seen to be in again, or not', async () => {
    expect(await remainsOfFault(fault, fakeReach({ here: () => ({ stdout: up }) }))).toBeUndefined();
    expect(await remainsOfFault(fault, fakeReach({ here: () => ({ stdout: down }) }))).toMatch(/of db-1 is down$/);
    const none = fakeReach({ here: () => ({ exitCode: 1, stderr: 'Device "sx1e0" does not exist.' }) });
    expect(await remainsOfFault(fault, none)).toMatch(/^db-1 has no link/);
  });
});

describe('lost packets', () => {
  const fault: Fault = { kind: 'packetLoss', host: 'lb-1', network: 'public', percent: 5 };

  test('are dropped by a table of its own, which goes again', async () => {
    const reach = fakeReach();
    await injectFault(fault, reach);
    expect(reach.done[0]).toContain('hook ingress device "eth1"');
    expect(reach.done[0]).toContain('numgen random mod 100 < 5 counter drop');
    await healFault(fault, reach);
    expect(reach.done[1]).toBe("lb-1: nft 'table netdev smartx_drill; delete table netdev smartx_drill'");
  });

  test('are there as long as the table is', async () => {
    const tables = (stdout: string) => fakeReach({ onHost: () => ({ stdout }) });
    expect(await remainsOfFault(fault, tables('table inet smartx\n'))).toBeUndefined();
    expect(await remainsOfFault(fault, tables('table inet smartx\ntable netdev smartx_drill\n'))).toMatch(/drops/);
  });
});

describe('a server that is drained', () => {
  const fault: Fault = { kind: 'serverDrained', server: 'web-1' };
  /** What HAProxy 3.0 says; web-1 is drained in one of its two backends. */
  const states = `1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change
7 web 1 web-1 10.214.0.31 2 8 1 1 164 15 3 4 6 0 0 0 - 443 - 1 0 - - 0
7 web 2 web-2 10.214.0.32 2 0 1 1 165 15 3 4 6 0 0 0 - 443 - 1 0 - - 0
8 web_alive 1 web-1 10.214.0.31 2 0 1 1 183 15 3 4 6 0 0 0 - 443 - 1 0 - - 0
`;

  test('is told to every load balancer, in both of its backends', async () => {
    const reach = fakeReach();
    await injectFault(fault, reach);
    expect(reach.done.map((line) => line.split(':')[0])).toEqual(['lb-1', 'lb-2']);
    for (const line of reach.done) {
      expect(line).toContain('set server web/web-1 state drain; set server web_alive/web-1 state drain');
    }
    await healFault(fault, reach);
    expect(reach.done[2]).toContain('set server web/web-1 state ready; set server web_alive/web-1 state ready');
  });

  test('is known by what HAProxy says of it', async () => {
    expect(parseServersSetAside(states)).toEqual(['web/web-1']);
    expect(parseServersSetAside(states.replace(' 2 8 1', ' 2 0 1'))).toEqual([]);
    const drained = fakeReach({ onHost: (host) => ({ stdout: host === 'lb-2' ? states : '' }) });
    expect(await remainsOfFault(fault, drained)).toBe('web/web-1 is set aside on lb-2');
    expect(await remainsOfFault({ ...fault, server: 'web-2' }, drained)).toBeUndefined();
  });
});

describe('a full disk', () => {
  const fault: Fault = { kind: 'diskFull', host: 'web-1', directory: '/var/lib/app' };

  test('is a file system of its own, never that of the machine', async () => {
    const reach = fakeReach();
    await injectFault(fault, reach);
    expect(reach.done[0]).toContain('mount -t tmpfs');
    expect(reach.done[0]).toMatch(/\| \/var\/lib\/app$/);
    await healFault(fault, reach);
    expect(reach.done[1]).toContain('umount --lazy');
  });

  test('is seen by its name, or because nothing can be written', async () => {
    const saying = (stdout: string) => fakeReach({ onHost: () => ({ stdout }) });
    expect(await remainsOfFault(fault, saying('is still the full file system\n'))).toMatch(/^\/var\/lib\/app on web-1/);
    expect(await remainsOfFault(fault, saying('cannot be written to\n'))).toMatch(/cannot be written to$/);
    expect(await remainsOfFault(fault, saying(''))).toBeUndefined();
  });
});

test('a reload needs no healing, and its unit must be active after it', async () => {
  const fault: Fault = { kind: 'unitReloaded', host: 'lb-1', unit: 'haproxy.service' };
  const reach = fakeReach({ onHost: () => ({ stdout: 'reloading\n' }) });
  await injectFault(fault, reach);
  await healFault(fault, reach);
  expect(reach.done).toEqual(['lb-1: exec systemctl reload -- "$1" | haproxy.service']);
  expect(await remainsOfFault(fault, reach)).toBe('haproxy.service on lb-1 is reloading');
  expect(await remainsOfFault(fault, fakeReach({ onHost: () => ({ stdout: 'active\n' }) }))).toBeUndefined();
});

describe('a release of a drill', () => {
  const ledger = { directory: 'app', start: 'node src/main.ts', contract: 'ledger' } as const;
  const declared = { apps: { www: ledger, api: { ...ledger, hostname: 'api' } } };
  const fault: Fault = { kind: 'releaseDeployed', app: 'app-api', variant: 'broken' };

  test('is of the application that was drilled, and so is the one that comes back', async () => {
    const reach = fakeReach({ declared });
    await injectFault(fault, reach);
    await healFault(fault, reach);
    expect(reach.done).toEqual(['deploy broken of app-api', 'deploy declared of app-api']);
  });

  test('is there as long as a host of that application has it', async () => {
    const onWeb2 = (host: string, script: string) => ({
      stdout: host === 'web-2' && script.includes('/srv/app-api/current/smartx-drill.txt') ? 'it' : '',
    });
    expect(await remainsOfFault(fault, fakeReach({ declared, onHost: onWeb2 }))).toBe(
      'web-2 still has the release of the drill',
    );
    expect(await remainsOfFault(fault, fakeReach({ declared }))).toBeUndefined();
  });

  test('of an application that is not declared any more is said', async () => {
    await expect(healFault(fault, fakeReach())).rejects.toThrow(
      'no application with the unit app-api.service any more',
    );
  });
});

describe('a switchover', () => {
  const fault: Fault = { kind: 'switchover', host: 'db-1' };
  /** What the agents say, shortened. */
  const primary = '{"host":"db-2","mode":"group","state":"ONLINE","role":"PRIMARY","primary":true,"secondary":false}';
  const secondary =
    '{"host":"db-1","mode":"group","state":"ONLINE","role":"SECONDARY","primary":false,"secondary":true}';

  test('is done by the agent of the primary', async () => {
    const reach = fakeReach();
    await injectFault(fault, reach);
    expect(reach.done[0]).toMatch(/^db-1: exec "\$@" \| .*database-agent.*\| switchover \| --config/);
  });

  test('is over when exactly one member takes writes', async () => {
    const statuses = (of: (member: string) => string) =>
      fakeReach({ here: (command) => ({ stdout: of(/db-\d/.exec(command)?.[0] ?? '') }) });
    expect(
      await remainsOfFault(
        fault,
        statuses((name) => (name === 'db-2' ? primary : secondary)),
      ),
    ).toBeUndefined();
    expect(
      await remainsOfFault(
        fault,
        statuses(() => secondary),
      ),
    ).toBe('0 of db-1, db-2, db-3 are primary');
    expect(
      await remainsOfFault(
        fault,
        statuses(() => primary),
      ),
    ).toBe('3 of db-1, db-2, db-3 are primary');
    expect(
      await remainsOfFault(
        fault,
        statuses(() => '{"host":'),
      ),
    ).toMatch(/^0 of/);
  });
});

describe('a dropped table', () => {
  const transaction = '11111111-2222-3333-4444-555555555555:1';
  const fault: Fault = { kind: 'tableDropped', host: 'db-1', schema: 'app', table: 'transfers', transaction };
  /** What each member says: has the transaction, has the table, accounts that are shut out. */
  const saying = (of: (host: string) => string) => fakeReach({ onHost: (host) => ({ stdout: of(host) }) });

  test('has a backup from before it, and a transaction of that name', async () => {
    const reach = fakeReach();
    await prepareFault(fault, reach);
    await injectFault(fault, reach);
    expect(reach.done[0]).toBe('back up');
    expect(reach.done[1]).toMatch(
      /^db-1: exec mysql .* \| SET gtid_next = '11111111-[\d-]+:1'; DROP TABLE `app`.`transfers`;/,
    );
  });

  test('is brought back as it was before that transaction', async () => {
    const reach = saying((host) => (host === 'db-3' ? '0\t1\t0\n' : '1\t0\t0\n'));
    await healFault(fault, reach);
    expect(reach.done.at(-1)).toBe(`restore to before ${transaction}`);
  });

  test('is brought back once more when the first attempt ended half-way, with the application shut out', async () => {
    const reach = saying(() => '1\t1\t2\n');
    await healFault(fault, reach);
    expect(reach.done.at(-1)).toBe(`restore to before ${transaction}`);
    expect(await remainsOfFault(fault, reach)).toMatch(/^db-1 shuts the application out of app, db-2/);
  });

  test.each([
    ['that was never dropped', '0\t1\t0\n'],
    ['that was brought back', '1\t1\t0\n'],
  ])('%s is left alone', async (_title, said) => {
    const reach = saying(() => said);
    await healFault(fault, reach);
    expect(reach.done.filter((line) => line.startsWith('restore'))).toEqual([]);
    expect(await remainsOfFault(fault, reach)).toBeUndefined();
  });

  test('is missed wherever it is not', async () => {
    expect(
      await remainsOfFault(
        fault,
        saying((host) => (host === 'db-2' ? '1\t0\t0\n' : '1\t1\t0\n')),
      ),
    ).toBe('db-2 has no table app.transfers');
  });
});

describe('a backup that is restored on trial', () => {
  const fault: Fault = { kind: 'backupRestored' };
  const group = '11111111-2222-3333-4444-555555555555';
  const primary = '{"host":"db-1","mode":"group","state":"ONLINE","role":"PRIMARY","primary":true,"secondary":false}';
  const reachOf = (restored: string, there = 'there') =>
    fakeReach({
      here: (command) => ({ stdout: command.includes('10.214.0.91') ? primary : '{}' }),
      onHost: (host) => ({ stdout: host === 'db-1' ? `${group}:1-40\n` : `${there}\n` }),
      restored,
    });

  test('must have what was committed when it was done, from binary logs', async () => {
    const reach = reachOf(`${group}:1-41`);
    await injectFault(fault, reach);
    const steps = reach.done.filter((line) => !line.startsWith('here'));
    expect(steps.map((line) => line.split(' | ')[0])).toEqual([
      'back up',
      expect.stringContaining('db-1: exec mysql'),
      expect.stringContaining('db-3: exec mysql'),
      'ship logs of db-3',
      'check full-1',
    ]);
  });

  test('without it is a failure, and so is a secondary that does not follow', async () => {
    await expect(injectFault(fault, reachOf(`${group}:1-39`))).rejects.toThrow(Failure);
    await expect(injectFault(fault, reachOf(`${group}:1-41`, 'late'))).rejects.toThrow(Failure);
  });

  test('leaves nothing behind', async () => {
    const reach = fakeReach();
    await healFault(fault, reach);
    expect(reach.done).toEqual(['tidy']);
    expect(await remainsOfFault(fault, reach)).toBeUndefined();
    const left = fakeReach({ onHost: (host) => ({ stdout: host === 'db-3' ? '/var/lib/x/data\n' : '' }) });
    expect(await remainsOfFault(fault, left)).toBe('db-3 still has /var/lib/x/data');
  });
});
