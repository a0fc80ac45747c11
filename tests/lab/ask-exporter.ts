import { hostTls, hostTlsCurl } from '../../src/services/host-tls.ts';

/**
 * A shell command: what an exporter of this host measures, where there is no monitoring host, the only one that it would
 * answer. The host itself is let in for a moment; the exporter reads who may ask at each connection.
 */
export function askExporter(port: number): string {
  return `cp -a ${hostTls.web} /root/web.yml && sed -i /client_allowed_sans/d ${hostTls.web}
address=$(ss -Hltn 'sport = :${port}' | awk '{ print $4 }')
curl -fsS ${hostTlsCurl.join(' ')} "https://$address/metrics"
said=$?
mv /root/web.yml ${hostTls.web}
exit $said`;
}
