import type { Host, Platform, Role } from './platform.ts';

/**
 * Derives a value once per platform. Services are asked host by host, and whatever is the same for every host must not
 * be worked out again for each of ten thousand. The cache lives and dies with the platform, which never changes, so the
 * result is still a pure function of it.
 */
export function perPlatform<T>(derive: (platform: Platform) => T): (platform: Platform) => T {
  const derived = new WeakMap<Platform, { readonly value: T }>();
  return (platform) => {
    const known = derived.get(platform);
    if (known !== undefined) return known.value;
    const value = derive(platform);
    derived.set(platform, { value });
    return value;
  };
}

/** The hosts that carry a role, in the platform's order. */
export function hostsWithRole(platform: Platform, role: Role): readonly Host[] {
  return hostsByRole(platform).get(role) ?? [];
}

const hostsByRole = perPlatform((platform) => {
  const byRole = new Map<Role, Host[]>();
  for (const host of platform.hosts) {
    for (const role of host.roles) {
      const hosts = byRole.get(role);
      if (hosts === undefined) byRole.set(role, [host]);
      else hosts.push(host);
    }
  }
  return byRole;
});
