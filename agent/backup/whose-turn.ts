import { messageOf } from '../log.ts';
import { readChosenMember } from './choose-member.ts';
import type { BackupConfig } from './config.ts';
import { OtherTarget } from './known-target.ts';
import { type BackupKind, forgetResult, writeMetrics } from './metrics.ts';
import { openStore } from './store.ts';
import type { Tell } from './tell.ts';

/**
 * Whether this member makes the backups now. When no member is well, nobody does: that is a failed run on each of them,
 * and not the turn of another one.
 */
export async function isOwnTurn(config: BackupConfig, kind: BackupKind, tell: Tell): Promise<boolean> {
  const chosen = await readChosenMember(config);
  if (chosen === config.self) return true;
  if (chosen === undefined) {
    throw await failed(config, kind, new Error('no member of the database is healthy: nobody makes the backups'));
  }
  await meetTarget(config, kind, tell);
  await forgetResult(config.metricsDirectory, kind);
  return false;
}

/** So that this host knows the target when its turn comes, and a mount that is missing here is told of before. */
async function meetTarget(config: BackupConfig, kind: BackupKind, tell: Tell): Promise<void> {
  try {
    await openStore(config).identify();
  } catch (error) {
    if (error instanceof OtherTarget) throw await failed(config, kind, error);
    // Whoever makes the backups cannot reach it either, and fails; or it is well again by this host's turn.
    tell(`the target cannot be looked at: ${messageOf(error)}`);
  }
}

async function failed({ metricsDirectory }: BackupConfig, kind: BackupKind, error: Error): Promise<Error> {
  await writeMetrics(metricsDirectory, kind, { ok: false, now: new Date() });
  return error;
}
