/** The accounts of a host. find(1) would look each name up anew, file by file: it tells numbers, and they are named here. */
export interface Accounts {
  /** All groups that each user belongs to, sorted. */
  readonly users: ReadonlyMap<string, readonly string[]>;
  /** By number. */
  readonly userNames: ReadonlyMap<string, string>;
  readonly groupNames: ReadonlyMap<string, string>;
}

/** Reads the lines of passwd(5) and group(5). */
export function parseAccounts(passwd: readonly string[], group: readonly string[]): Accounts {
  const groupNames = new Map<string, string>();
  const members = new Map<string, string[]>();
  for (const line of group) {
    const [name = '', , id = '', list = ''] = line.split(':');
    groupNames.set(id, name);
    for (const member of list.split(',')) members.set(member, [...(members.get(member) ?? []), name]);
  }
  const userNames = new Map<string, string>();
  const users = new Map<string, string[]>();
  for (const line of passwd) {
    const [name = '', , id = '', groupId = ''] = line.split(':');
    if (!userNames.has(id)) userNames.set(id, name);
    users.set(name, [...new Set([groupNames.get(groupId) ?? groupId, ...(members.get(name) ?? [])])].sort());
  }
  return { users, userNames, groupNames };
}
