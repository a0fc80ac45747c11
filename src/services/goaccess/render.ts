import { collectedLogs, logReaders, trafficDirectory, trafficReaders } from '../collected-logs.ts';
import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';

export const configurationPath = '/etc/smartx/goaccess.conf';
export const programPath = '/usr/local/lib/smartx/make-traffic-page';
/** What GoAccess knows from one run to the next: each reads new lines only. */
export const databaseDirectory = '/var/lib/smartx-traffic';
export const trafficUser = 'smartx-traffic';

/** goaccess(1). The keys are those of Nginx's access log; what is not named here is passed over. */
export function renderTrafficConfiguration(domain: string, keepDays: number): string {
  return `# ${writtenBySmartx}
datetime-format %Y-%m-%dT%H:%M:%S%z
log-format {"time":"%x","status":"%s","seconds":"%T","client":"%h","host":"%v","method":"%m","uri":"%U","protocol":"%H","bytes":"%b","referer":"%R","user_agent":"%u"}
html-report-title Traffic of ${domain}
html-refresh 60
# What stands behind a question mark may be somebody's secret, and makes each address another page.
no-query-string true
no-progress true
no-global-config true
max-items 200
keep-last ${keepDays}
persist true
restore true
db-path ${databaseDirectory}
`;
}

/**
 * Files that were turned a while ago have been read. GoAccess knows a file by its inode, so that one which was turned
 * since the last run is read to its end.
 */
export function renderTrafficProgram(): string {
  return `#!/bin/sh
# ${writtenBySmartx}
# Makes the page of visits anew, from what web hosts have sent since the last time.
set -eu
page=${trafficDirectory}/index.html
set --
for log in ${collectedLogs.directory}/*/${collectedLogs.access}.1 ${collectedLogs.directory}/*/${collectedLogs.access}; do
  [ ! -s "$log" ] || set -- "$@" "--log-file=$log"
done
if [ $# -eq 0 ]; then
  [ -e "$page" ] || printf '<!doctype html>\\n<html lang="en"><title>Traffic</title><p>No request has been logged yet.</p></html>\\n' >"$page"
  exit 0
fi
# A database of countries, where the operator has put one: where geoipupdate(1) puts it, and where DB-IP's may be.
for countries in /var/lib/GeoIP/GeoLite2-Country.mmdb /usr/share/GeoIP/GeoLite2-Country.mmdb /var/lib/GeoIP/dbip-country-lite.mmdb; do
  [ ! -r "$countries" ] || { set -- "$@" "--geoip-database=$countries"; break; }
done
/usr/bin/goaccess --config-file=${configurationPath} --output=${trafficDirectory}/next.html "$@" >/dev/null
mv ${trafficDirectory}/next.html "$page"
`;
}

export function renderTrafficUnit(): string {
  return `# ${writtenBySmartx}
[Unit]
Description=The page of visits (GoAccess)

[Service]
Type=oneshot
User=${trafficUser}
Group=${trafficReaders}
SupplementaryGroups=${logReaders}
ExecStart=${programPath}
# A run that took too much has its memory of former ones taken away, or the next one would end alike.
ExecStopPost=/bin/sh -c 'case "$SERVICE_RESULT" in oom-kill|timeout) rm -f ${databaseDirectory}/*.db ;; esac'
TimeoutStartSec=10min
CPUWeight=10
IOWeight=10
MemoryMax=512M
MemorySwapMax=0
# Each minute a line that it begins, and one that it ended well, would be most of this host's journal.
LogLevelMax=notice
${hardening}`;
}

const hardening = renderHardening({
  PrivateNetwork: 'yes',
  ReadWritePaths: `${trafficDirectory} ${databaseDirectory}`,
  RestrictAddressFamilies: 'AF_UNIX',
  UMask: '0027',
});

export function renderTrafficTimer(): string {
  return `# ${writtenBySmartx}
[Unit]
Description=The page of visits, each minute

[Timer]
OnActiveSec=1s
OnUnitInactiveSec=60s
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
}
