import { scrypt } from 'node:crypto';

const LENGTH_BYTES = 32;
const COST = { N: 4096, r: 8, p: 1 };

/**
 * A hexadecimal fingerprint by which a later run sees whether a secret changed. It is kept in the database, so it is
 * made by scrypt: a stolen copy of the table must not make passwords cheap to guess. It takes about 15 ms and 4 MiB; ask
 * for one at a time, since the memory stays with the process.
 */
export function fingerprint(secret: string, salt: string): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(secret, `smartx-database-agent:${salt}`, LENGTH_BYTES, COST, (error, key) => {
      if (error) reject(error);
      else resolve(key.toString('hex'));
    });
  });
}
