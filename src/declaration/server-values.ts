import { bad, good, type Reading, show } from './reading.ts';

/**
 * What ssh(1) takes for a destination. A word that begins with a dash would be an option, and one with a space two
 * words.
 */
export function parseSshTarget(value: unknown): Reading<string> {
  if (typeof value === 'string' && /^(?:ssh:\/\/)?[\w][\w.@:[\]%-]{0,254}$/.test(value)) return good(value);
  const fix = "Write what you would type after ssh: 'deploy@203.0.113.11'.";
  return bad('SSH_TARGET_INVALID', `${show(value)} is no destination for SSH.`, fix);
}

/** The kernel takes 15 bytes without spaces and slashes (dev_valid_name); a quote or a glob could change a rule. */
export function parseInterfaceName(value: unknown): Reading<string> {
  if (typeof value === 'string' && /^[A-Za-z0-9][\w.@:-]{0,14}$/.test(value)) return good(value);
  const fix = "Write a name as `ip link` shows it: 'eth0', 'enp1s0'.";
  return bad('INTERFACE_NAME_INVALID', `${show(value)} is no name of a network interface.`, fix);
}
