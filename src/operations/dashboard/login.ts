import { createHash, hkdfSync } from 'node:crypto';
import type { Platform } from '../../platform/platform.ts';
import { runOrFail } from '../../process/run-or-fail.ts';
import type { DashboardLogin } from '../../services/manifest.ts';

/**
 * What hosts get of the dashboard's password. The same password of the same environment gives the same, so that an apply
 * with nothing to do changes nothing.
 */
export async function dashboardLogin(
  { domain, environment }: Pick<Platform, 'domain' | 'environment'>,
  password: string,
): Promise<DashboardLogin> {
  const place = `${domain} ${environment}`;
  // A salt need not be secret, only another one for each environment. Nginx hashes at every request, and a password of
  // 192 random bits gains nothing by more than the fewest rounds.
  const salt = createHash('sha256').update(`dashboard of ${place}`).digest('hex').slice(0, 16);
  const hash = await runOrFail(
    ['openssl', 'passwd', '-6', '-salt', `rounds=1000$${salt}`, '-stdin'],
    {
      step: "hash the dashboard's password",
      changed: 'Nothing was changed.',
      next: 'see what openssl says above; OpenSSL 3.0 or newer is needed (openssl version).',
    },
    { stdin: `${password}\n` },
  );
  const visitor = Buffer.from(hkdfSync('sha256', password, place, 'visitor of the dashboard', 24));
  return { hash: hash.trim(), visitor: visitor.toString('base64url') };
}
