import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';

/** Names a run in locks, audit lines and reports of a crash: `20261123T192201Z-3f9a`. Sorts by time. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(2).toString('hex')}`;
}

/** For locks and audit lines: `root@machine`. Falls back on the user's number where it has no name. */
export function whoRuns(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  const behindSudo = process.env.SUDO_USER;
  if (behindSudo) return behindSudo;
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
