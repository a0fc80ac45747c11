import { stableHash } from './addresses.ts';

/**
 * UUID of the replication group, from the domain and the environment: version 8 (RFC 9562 section 5.8, "vendor's own"),
 * since no hash of the standard versions is at hand without `node:crypto`. It has to be stable, not secret.
 */
export function databaseGroupName(domain: string, environment: string): string {
  const hex = [0, 1, 2, 3]
    .map((part) => stableHash(`${part} ${domain} ${environment}`).toString(16).padStart(8, '0'))
    .join('');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
