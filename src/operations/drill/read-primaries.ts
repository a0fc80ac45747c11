import { machineNames } from '../../lab/lab.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import { ports } from '../../platform/platform.ts';
import { parseMemberStatus } from '../member-status.ts';
import type { DrillReach } from './reach.ts';

/**
 * The members that take writes now: those whose agent says that they are primary, writable and in the majority. They are
 * asked from inside their own network namespaces, so that one that is cut off from everybody is asked, too.
 */
export async function readPrimaries({ platform, local }: Pick<DrillReach, 'platform' | 'local'>): Promise<string[]> {
  const members = hostsWithRole(platform, 'database');
  const answers = await Promise.all(
    members.map(async ({ name, privateAddress }) => {
      const url = `http://${privateAddress}:${ports.databaseHealth}/status`;
      const { namespace } = machineNames(platform.environment, name);
      const argv = ['nsenter', `--net=/run/netns/${namespace}`, '--', 'curl', '-s', '--max-time', '1', url];
      return isPrimary(await local(argv)) ? [name] : [];
    }),
  );
  return answers.flat();
}

/** Whoever does not answer takes no writes; half an answer is none. */
function isPrimary({ exitCode, stdout }: { exitCode: number; stdout: string }): boolean {
  if (exitCode !== 0) return false;
  return parseMemberStatus(stdout)?.primary === true;
}
