import type { RunRequest } from './transport.ts';

/**
 * The command as root, whoever logs in. Without a password sudo(8) is told never to ask (`-n`). With one, it stands as
 * the first line before the command's own input, where no list of processes shows it: `sudo -S` takes it, and where
 * nobody asks it is read away.
 */
export function becomeRoot(argv: readonly string[], hasPassword: boolean): string[] {
  return ['sh', '-c', hasPassword ? withPasswordScript : withoutPasswordScript, 'smartx', ...argv];
}

const withoutPasswordScript = '[ "$(id -u)" = 0 ] && exec "$@"; LC_ALL=C exec sudo -n -- "$@"';

/** read(1p) takes one byte after the other from a pipe, so nothing behind the line is lost. */
const withPasswordScript = [
  'if [ "$(id -u)" = 0 ]; then IFS= read -r _; exec "$@"; fi',
  'if sudo -n true 2>/dev/null; then IFS= read -r _; exec sudo -n -- "$@"; fi',
  'LC_ALL=C exec sudo -S -p "" -- "$@"',
].join('\n');

/** Exit code 0 when the password on stdin lets us become root, or none is needed. */
export const checkPasswordCommand: readonly string[] = [
  'sh',
  '-c',
  '[ "$(id -u)" = 0 ] && exec cat; sudo -n true 2>/dev/null && exec cat; LC_ALL=C exec sudo -k -S -p "" -- true',
];

/** What sudo's own words mean; undefined when they are not about becoming root. */
export function explainSudo(stderr: string): { readonly reason: string; readonly next: string } | undefined {
  if (/^sudo: (?:a password is required|a terminal is required)/m.test(stderr)) {
    return {
      reason: 'sudo asks for a password',
      next: 'add --ask-sudo-password, or let this user use sudo without one (sudoers(5), NOPASSWD).',
    };
  }
  if (/^(?:Sorry, try again|sudo: \d+ incorrect password|sudo: no password was provided)/m.test(stderr)) {
    return { reason: 'sudo refuses the password', next: 'type the password of the user that logs in on this host.' };
  }
  if (/is not in the sudoers file|is not allowed to (?:execute|run)/.test(stderr)) {
    return {
      reason: 'this user may not become root',
      next: 'add the user to the group sudo on that host, or log in as root.',
    };
  }
  if (/^(?:smartx|sh): (?:\d+: )?(?:exec: )?sudo: not found/m.test(stderr)) {
    return { reason: 'it has no sudo', next: 'install sudo there, or log in as root.' };
  }
  return undefined;
}

/** The password as the first line, then the command's own input. */
export async function* withPassword(password: string, input: RunRequest['input']): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${password}\n`);
  if (typeof input === 'string') yield Buffer.from(input);
  else if (input !== undefined) yield* input;
}
