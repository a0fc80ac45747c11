import { promises as dns, type RecordWithTtl } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';

/** How long a resolver waits for one name server before it asks the next; resolvers begin with about this. */
const NAME_SERVER_TIMEOUT_MS = 400;
/** How often it goes round all of them. */
const NAME_SERVER_ROUNDS = 2;
/**
 * An answer is used no longer than this, whatever its time to live: users come from many resolvers, and somewhere the
 * answer has just expired.
 */
const CACHED_MS_MAX = 5_000;

/**
 * A `lookup` for sockets that asks name servers as a user's resolver does: the next one when one is silent, an answer
 * kept for its time to live, everybody who waits for the same question served by the same answer. A failure is not kept.
 */
export function createLookup(nameServers: readonly string[], now: () => number): LookupFunction {
  const resolver = new dns.Resolver({ timeout: NAME_SERVER_TIMEOUT_MS, tries: NAME_SERVER_ROUNDS });
  if (nameServers.length > 0) resolver.setServers(nameServers);
  const cached = new Map<string, { readonly addresses: readonly string[]; readonly untilMs: number }>();
  const asking = new Map<string, Promise<readonly string[]>>();

  const ask = async (name: string): Promise<readonly string[]> => {
    const records = await resolver.resolve4(name, { ttl: true });
    const addresses = records.map(({ address }) => address);
    cached.set(name, { addresses, untilMs: now() + keptMs(records) });
    return addresses;
  };
  const addressesOf = (name: string): Promise<readonly string[]> => {
    const known = cached.get(name);
    if (known !== undefined && known.untilMs > now()) return Promise.resolve(known.addresses);
    const pending = asking.get(name) ?? ask(name).finally(() => asking.delete(name));
    asking.set(name, pending);
    return pending;
  };

  return (name, { all }, callback) => {
    if (isIP(name) !== 0) return callback(null, all === true ? [{ address: name, family: isIP(name) }] : name, 4);
    addressesOf(name).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: 4 }));
        if (all === true) callback(null, found);
        else callback(null, found[0]!.address, 4);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

function keptMs(records: readonly RecordWithTtl[]): number {
  return Math.min(CACHED_MS_MAX, ...records.map(({ ttl }) => ttl * 1_000));
}
