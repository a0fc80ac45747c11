import type { Command } from 'commander';
import type { DatabaseMember, DatabaseStatus } from '../../operations/database/read-database-status.ts';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { action, type Invocation, type Output } from '../invocation.ts';
import { renderTable } from '../table.ts';
import { withDatabase } from './reach-database.ts';
import { sayBytes, sayDuration } from './words.ts';

export function addDbStatus(db: Command): void {
  db.command('status')
    .summary('members, primary, lag, size')
    .description(
      'Shows each member of the database: what it does, how far it is behind the primary, its size and its connections. Ends with code 1 when the database is not whole.',
    )
    .addHelpText('after', examples)
    .action(action(runStatus));
}

const examples = renderExamples([
  ['sudo smartx db status', 'one line a member'],
  ['smartx db status --env production --json', 'a document for a script'],
]);

async function runStatus(invocation: Invocation): Promise<number> {
  const { out, json } = invocation;
  const { readDatabaseStatus } = await import('../../operations/database/read-database-status.ts');
  const status = await withDatabase(invocation, ['db', 'status'], ({ platform, transport }) =>
    readDatabaseStatus(platform, transport),
  );
  out.print(json ? JSON.stringify(status, null, 2) : renderDatabaseStatus(status, out));
  return status.whole ? exitCodes.ok : exitCodes.failure;
}

export function renderDatabaseStatus(status: DatabaseStatus, { paint }: Pick<Output, 'paint'>): string {
  const titles = ['member', 'role', 'state', 'lag', 'schema', 'on disk', 'connections', 'up for', 'version'];
  const rows = status.members.map((member) => renderMember(member, paint));
  return [renderTable([titles.map((title) => paint('dim', title)), ...rows]), '', summaryOf(status, paint)].join('\n');
}

function renderMember({ host, role, state, reason, server }: DatabaseMember, paint: Output['paint']): string[] {
  const tone = role === 'primary' ? 'green' : role === 'secondary' ? 'cyan' : 'red';
  const known = [paint('bold', host), paint(tone, role ?? 'serves nobody'), state];
  if (server === null) return [...known, paint('yellow', reason)];
  const lag =
    server.queued === 0 && server.lagSeconds === 0
      ? '0 s'
      : `${server.lagSeconds.toFixed(1)} s, ${server.queued} queued`;
  return [
    ...known,
    role === 'primary' ? '' : lag,
    sayBytes(server.schemaBytes),
    sayBytes(server.dataBytes),
    `${server.connections} of ${server.connectionsMax}`,
    sayDuration(server.uptimeSeconds),
    server.version + (reason === '' ? '' : `  ${paint('yellow', reason)}`),
  ];
}

function summaryOf({ environment, mode, whole, primary, mayFail, members }: DatabaseStatus, paint: Output['paint']) {
  if (!whole) {
    const nobody = primary === null ? 'nobody takes writes' : `${primary} takes writes`;
    return `${paint(['bold', 'red'], '✗')} The database of '${environment}' is not whole: ${nobody}.`;
  }
  const mark = paint(['bold', 'green'], '✓');
  if (mode === 'single') return `${mark} The database of '${environment}' is a single server: there is no other.`;
  const more = mayFail === 1 ? 'one more member may fail' : `${mayFail} more members may fail`;
  return `${mark} All ${members.length} members of '${environment}' are online, ${primary} takes writes; ${more}.`;
}
