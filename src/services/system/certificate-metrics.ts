import { publicFile, writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';
import { hostTls } from '../host-tls.ts';
import { textfileMetricsDirectory } from '../local-endpoints.ts';
import type { ManifestFile, ManifestUnit } from '../manifest.ts';

const scriptPath = '/usr/local/lib/smartx/certificate-metrics';
const unitName = 'smartx-certificate-metrics.service';
const unitPath = `/etc/systemd/system/${unitName}`;

/** Until when the certificates between hosts are good: read once from each new one. */
const script = `#!/bin/sh
# ${writtenBySmartx}
set -eu
umask 022
file=${textfileMetricsDirectory}/certificates.prom
metric=smartx_certificate_not_after_timestamp_seconds
ends() {
  printf '%s{name="%s"} %s\\n' "$metric" "$1" "$(date -d "$(openssl x509 -noout -enddate -in "$2" | cut -d = -f 2)" +%s)"
}
{
  echo "# HELP $metric End of the validity of a certificate of the platform."
  echo "# TYPE $metric gauge"
  ends authority ${hostTls.authority}
  ends host ${hostTls.certificate}
} >"$file.new"
mv "$file.new" "$file"
`;

const unit = `# ${writtenBySmartx}
[Unit]
Description=Metrics of the certificates between hosts

[Service]
Type=oneshot
ExecStart=${scriptPath}
${renderHardening({ ReadWritePaths: textfileMetricsDirectory, UMask: '0022' })}
[Install]
WantedBy=multi-user.target
`;

export const certificateMetrics: { readonly files: readonly ManifestFile[]; readonly unit: ManifestUnit } = {
  files: [{ ...publicFile(scriptPath, script), mode: 0o755 }, publicFile(unitPath, unit)],
  unit: {
    name: unitName,
    kind: 'oneshot',
    order: 90,
    restartOn: [hostTls.authority, hostTls.certificate, scriptPath, unitPath].sort(),
    reloadOn: [],
    restartDisruption: 'none',
  },
};
