/**
 * keepalived(8), `--config-test`: exits 0 when the configuration can be used. Version 2.2.7 (Debian 12) accepts one with
 * a script and then ends itself by SIGTERM (143) without a word (acassen/keepalived#2587, mended in 2.2.8); what it
 * objects to it says before.
 */
export function checkCommand(path: string): readonly string[] {
  return ['sh', '-c', script, 'sh', path];
}

const script = [
  'said=$(/usr/sbin/keepalived --config-test -f "$1" 2>&1); code=$?',
  'if [ "$code" -eq 143 ] && [ -z "$said" ]; then exit 0; fi',
  'printf "%s\\n" "$said"; exit "$code"',
].join('\n');
