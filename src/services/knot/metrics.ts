import { publicFile, writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';
import { textfileMetricsDirectory } from '../local-endpoints.ts';
import type { ManifestFile, ManifestUnit } from '../manifest.ts';

const scriptPath = '/usr/local/lib/smartx/knot-metrics';
const unitName = 'smartx-knot-metrics.service';
const unitPath = `/etc/systemd/system/${unitName}`;
const intervalSeconds = 5;

/**
 * Knot tells its counters to knotc(8) alone. A service in place of a timer: systemd would write three lines to the journal
 * for each turn. What does not answer tells nothing, so that nobody takes an old figure for a new one.
 */
const script = `#!/bin/sh
# ${writtenBySmartx}
set -u
umask 022
file=${textfileMetricsDirectory}/knot.prom
while :; do
  if { knotc -t 2 stats && knotc -t 2 zone-status; } 2>/dev/null >"$file.said"; then
    awk '
      match($0, /^mod-stats\\.request-protocol\\[[^]]+\\]/) { query[substr($1, 28, RLENGTH - 28)] = $NF }
      match($0, /^mod-stats\\.response-code\\[[^]]+\\]/) { response[substr($1, 25, RLENGTH - 25)] = $NF }
      match($0, /^\\[[^]]+\\]/) { zone = substr($0, 2, RLENGTH - 3); if (match($0, /serial: [0-9]+/)) serial[zone] = substr($0, RSTART + 8, RLENGTH - 8) }
      function head(name, type, help) { printf "# HELP %s %s\\n# TYPE %s %s\\n", name, help, name, type }
      END {
        head("smartx_knot_queries_total", "counter", "Questions, by what they came over.")
        for (key in query) printf "smartx_knot_queries_total{protocol=\\"%s\\"} %s\\n", key, query[key]
        head("smartx_knot_responses_total", "counter", "Answers, by their code.")
        for (key in response) printf "smartx_knot_responses_total{code=\\"%s\\"} %s\\n", key, response[key]
        head("smartx_knot_zone_serial", "gauge", "Serial of the zone that is served.")
        for (key in serial) printf "smartx_knot_zone_serial{zone=\\"%s\\"} %s\\n", key, serial[key]
      }' "$file.said" >"$file.new" && mv "$file.new" "$file"
  else
    rm -f "$file"
  fi
  sleep ${intervalSeconds}
done
`;

const unit = `# ${writtenBySmartx}
[Unit]
Description=Metrics of Knot DNS
After=knot.service
StartLimitIntervalSec=0

[Service]
ExecStart=${scriptPath}
# Its control socket is for root and this group.
SupplementaryGroups=knot
Restart=always
RestartSec=1
${renderHardening({ ReadWritePaths: textfileMetricsDirectory, UMask: '0022' })}
[Install]
WantedBy=multi-user.target
`;

/** Counters of Knot, for the exporter of the host. */
export const knotMetrics: { readonly files: readonly ManifestFile[]; readonly unit: ManifestUnit } = {
  files: [{ ...publicFile(scriptPath, script), mode: 0o755 }, publicFile(unitPath, unit)],
  unit: {
    name: unitName,
    kind: 'service',
    order: 90,
    restartOn: [scriptPath, unitPath].sort(),
    reloadOn: [],
    restartDisruption: 'none',
  },
};
