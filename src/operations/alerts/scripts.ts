import { shellWords } from '../../plan/shell-words.ts';
import type { Host } from '../../platform/platform.ts';
import { hostTlsCurl } from '../../services/host-tls.ts';
import { alertmanagerUrl, prometheusListen } from '../../services/local-endpoints.ts';
import { alertsSeenFile } from '../../services/prometheus/seen.ts';
import { rehearsalDirectory, rehearsalUnit, startArgv } from './rehearsal-files.ts';

/** How the preparation ends while another rehearsal is under way; EX_TEMPFAIL of sysexits(3). */
export const underWayCode = 75;

/** Takes away what an earlier rehearsal left, writes these files, and tells the time. One that still runs is left alone. */
export function prepareScript(files: ReadonlyMap<string, string>): string {
  const writes = [...files].map(([path, content]) => `cat >${path} <<'end of file'\n${content}end of file\n`);
  return `set -eu
! systemctl is-active --quiet ${rehearsalUnit}.service || exit ${underWayCode}
rm -rf ${rehearsalDirectory}
install -d -m 0750 -o prometheus -g prometheus ${rehearsalDirectory}
install -d -m 0755 ${rehearsalDirectory}/rules
${writes.join('')}date +%s
`;
}

/**
 * Its input is the history, packed by gzip(1). Tells the time when Prometheus runs. All happens within the directory that was
 * prepared: when the rehearsal was ended meanwhile that is gone, and nothing makes it anew.
 */
export const startScript = `set -eu
cd ${rehearsalDirectory}
gzip -dc >history
/usr/bin/promtool tsdb create-blocks-from openmetrics --quiet history data
rm history
chown -R prometheus:prometheus data
${shellWords(startArgv)}
date +%s
`;

/** A line every second until then: the time, and the alerts of drills as Alertmanager shows them. */
export function watchScript(host: Host, untilSeconds: number): string {
  return `while now=$(date +%s); [ "$now" -lt ${untilSeconds} ]; do
  printf '%s %s\\n' "$now" "$(${curl} --get --data-urlencode 'filter=drill="alerts"' ${alertmanagerUrl(host)} | tr -d '\\n')"
  sleep 1
done
`;
}

/** Ends the rehearsal; on its stdin the alerts that are still there, as they end. */
export function endScript(host: Host): string {
  return `systemctl stop ${rehearsalUnit}.service 2>/dev/null || true
rm -rf ${rehearsalDirectory}
${curl} --output /dev/null --header 'content-type: application/json' --data-binary @- ${alertmanagerUrl(host)}
`;
}

/** Asks the real Prometheus for each selector on stdin whether anything has it; tells those that nothing has. */
export const measuredScript = `while IFS= read -r selector; do
  answer=$(curl -q -fsS --max-time 5 --get --data-urlencode "query=count($selector)" "http://${prometheusListen}/api/v1/query") || exit 1
  case $answer in *'"result":[]'*) printf '%s\\n' "$selector" ;; esac
done
`;

/** What is on stdin becomes the file. */
export const keepSeenScript = `set -eu
install -d -m 0755 "$(dirname ${alertsSeenFile})"
cat >${alertsSeenFile}.new
chmod 0644 ${alertsSeenFile}.new
mv ${alertsSeenFile}.new ${alertsSeenFile}
`;

const curl = `curl -q -fsS --max-time 5 ${hostTlsCurl.join(' ')}`;
