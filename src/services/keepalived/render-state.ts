import { writtenBySmartx } from '../file.ts';
import { textfileMetricsDirectory } from '../local-endpoints.ts';

export const stateScriptPath = '/usr/local/lib/smartx/vrrp-state';

/**
 * Called with each change (keepalived.conf(5), notify): `INSTANCE site MASTER 254`. As root, for whom alone the directory
 * is; nobody else can write the script, which is what enable_script_security asks for.
 */
export function renderStateScript(): string {
  return `#!/bin/sh
# ${writtenBySmartx}
set -eu
umask 022
case $3 in MASTER) state=1 ;; BACKUP) state=0 ;; *) state=-1 ;; esac
file=${textfileMetricsDirectory}/vrrp.prom
cat >"$file.$$" <<end
# HELP smartx_vrrp_state 1: holds the virtual address. 0: would take it. -1: cannot.
# TYPE smartx_vrrp_state gauge
smartx_vrrp_state{name="$2"} $state
end
mv "$file.$$" "$file"
`;
}
