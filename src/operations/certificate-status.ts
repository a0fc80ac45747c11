import { X509Certificate } from 'node:crypto';
import type { Platform } from '../platform/platform.ts';
import { pathsOf } from './environment-paths.ts';
import { readMaterialCertificates } from './materials.ts';

/** A certificate that the platform shows, or uses between its hosts. */
export interface CertificateStatus {
  /** `site`, or the host's name. */
  readonly name: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  /** Whole days, rounded down; negative when it has expired. */
  readonly daysLeft: number;
  /** Common name of whoever signed it. */
  readonly issuer: string;
}

const dayMs = 86_400_000;

/** The certificates that an environment was brought up with, the site's first; undefined when it never was. */
export async function readCertificateStatus(
  platform: Platform,
  now: Date,
): Promise<readonly CertificateStatus[] | undefined> {
  const certificates = await readMaterialCertificates(platform, pathsOf(platform).stateDirectory);
  if (certificates === undefined) return undefined;
  const { site, hosts } = certificates;
  return [
    describe('site', site.certificate, now),
    ...platform.hosts.map(({ name }) => describe(name, hosts[name]!.certificate, now)),
  ];
}

/** Of a chain the first certificate, which is the one that a server shows as its own. */
function describe(name: string, pem: string, now: Date): CertificateStatus {
  const { validToDate, issuer } = new X509Certificate(pem);
  return {
    name,
    expiresAt: validToDate.toISOString(),
    daysLeft: Math.floor((validToDate.getTime() - now.getTime()) / dayMs),
    issuer: /^CN=(.*)$/m.exec(issuer)?.[1] ?? issuer,
  };
}
