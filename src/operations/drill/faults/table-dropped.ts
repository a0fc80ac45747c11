import { hostsWithRole } from '../../../platform/per-platform.ts';
import type { FaultHandler, FaultOf } from '../fault-handler.ts';
import { type DrillReach, runScript } from '../reach.ts';

/**
 * A mistake at a mysql prompt. Its transaction has a name of our choice (MySQL manual, "gtid_next"), so that the healing
 * knows where to stop even if this program dies before it hears of the drop, and doing it twice drops nothing more.
 */
export const tableDropped: FaultHandler<'tableDropped'> = {
  describe: ({ host, schema, table }) => `the table ${schema}.${table} is dropped on ${host}`,
  // The healing begins with a full backup; whatever is written after it must come from binary logs.
  prepare: async (_fault, { backups }) => {
    await backups.make();
  },
  inject: async ({ host, schema, table, transaction }, reach) => {
    const sql = `SET gtid_next = '${transaction}'; DROP TABLE \`${schema}\`.\`${table}\`; SET gtid_next = 'AUTOMATIC'`;
    await runScript(reach, { host, step: `drop ${schema}.${table}`, script: query, args: [sql] });
  },
  heal: async (fault, reach) => {
    const states = await readMembers(fault, reach);
    const wasDropped = states.some(({ dropped }) => dropped);
    const isThere = states.every(({ there, locked }) => there && !locked);
    if (wasDropped && !isThere) await reach.backups.restoreBefore(fault.transaction);
  },
  remains: async (fault, reach) => {
    const states = await readMembers(fault, reach);
    const wrong = states.flatMap(({ host, there, locked }) => [
      ...(there ? [] : [`${host} has no table ${fault.schema}.${fault.table}`]),
      ...(locked ? [`${host} shuts the application out of ${fault.schema}`] : []),
    ]);
    return wrong.join(', ') || undefined;
  },
};

const query = 'exec mysql --skip-column-names --batch --execute "$1"\n';

interface MemberState {
  readonly host: string;
  /** Its transactions have that of the drop. */
  readonly dropped: boolean;
  /** It has the table. */
  readonly there: boolean;
  /** A restore that came to no end keeps the application out. */
  readonly locked: boolean;
}

function readMembers(fault: FaultOf<'tableDropped'>, reach: DrillReach): Promise<MemberState[]> {
  const { schema, table, transaction } = fault;
  const sql = [
    `SELECT GTID_SUBSET('${transaction}', @@global.gtid_executed)`,
    `(SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '${schema}' AND table_name = '${table}')`,
    `(SELECT COUNT(*) FROM mysql.user JOIN mysql.db USING (Host, User) WHERE account_locked = 'Y' AND REPLACE(Db, '\\\\', '') = '${schema}')`,
  ].join(', ');
  return Promise.all(
    hostsWithRole(reach.platform, 'database').map(async ({ name: host }) => {
      const step = `look for ${schema}.${table}`;
      const said = await runScript(reach, { host, step, script: query, args: [sql] });
      const [dropped, there, locked] = said.trim().split('\t').map(Number);
      return { host, dropped: dropped === 1, there: there === 1, locked: locked !== 0 };
    }),
  );
}
