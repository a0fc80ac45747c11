import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host } from '../../platform/platform.ts';
import { hostTls } from '../../services/host-tls.ts';
import { lowerScrapeJobs } from '../../services/prometheus/lower.ts';
import { readOutput } from '../output.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, judgeEach } from '../verdict.ts';

/** Nobody but monitoring hosts reads measurements, even from where no firewall is in the way. */
export function scrapesRefused(subject: Subject): PlatformPromise {
  const asked = exportersByHost(subject);
  return {
    id: 'monitoring.scrapes-refused',
    tier: 'monitoring',
    claim:
      'Measurements are shown to monitoring hosts alone: every exporter wants TLS and a certificate, and one of theirs.',
    method:
      'Each host asks its own exporters, which no firewall can keep it from: over TLS without a certificate, with its own, and without TLS.',
    limits:
      "Who presents a monitoring host's certificate is let in, wherever it was stolen. Debian 12's exporters take the certificate of every host of the platform, and that of Nginx asks for none: there this is not checked.",
    questions: asked.map(({ host, exporters }) => ({
      from: { kind: 'host', host: host.name },
      label: `${host.name}: its own exporters`,
      argv: ['sh', '-s', '--', ...exporters.map(({ job, address, path }) => `${job} ${address} ${path}`)],
      input: script,
      timeoutMs: (exporters.length * 3 * secondsMax + 1) * 1_000,
    })),
    judge: judgeEach(asked, ({ host, exporters }, answer) => {
      const output = readOutput(`${host.name}, asked for its exporters,`, answer);
      return output.ok ? judgeHost(host, exporters, output.stdout) : output.finding;
    }),
  };
}

interface Exporter {
  readonly job: string;
  /** `address:port` */
  readonly address: string;
  readonly path: string;
}

interface Asked {
  readonly host: Host;
  readonly exporters: readonly Exporter[];
}

function exportersByHost({ platform }: Subject): readonly Asked[] {
  const jobs = hostsWithRole(platform, 'monitoring').flatMap((watcher) => lowerScrapeJobs(platform, watcher));
  return platform.hosts.flatMap((host) => {
    const exporters = new Map<string, Exporter>();
    for (const { name, overTls, metricsPath, targets } of jobs) {
      if (!overTls || metricsPath === '/probe') continue;
      for (const target of targets) {
        if (target.host !== host.name) continue;
        exporters.set(name, { job: name, address: target.address, path: metricsPath });
      }
    }
    return exporters.size === 0 ? [] : [{ host, exporters: [...exporters.values()] }];
  });
}

const secondsMax = 3;

/** A line for each attempt: job, how, status, exit code of curl. `weak` says that this version cannot refuse. */
const script = `set -u
ask() { curl -q -s -o /dev/null -w '%{http_code}' --max-time ${secondsMax} --cacert ${hostTls.authority} "$@"; echo " $?"; }
for exporter; do
  set -- $exporter
  program=/usr/bin/prometheus-$1-exporter
  [ "$1" = mysql ] && program=/usr/bin/prometheus-mysqld-exporter
  if [ -e "$program" ] && ! grep -q client_allowed_sans "$program"; then echo "$1 weak"; continue; fi
  echo "$1 none $(ask "https://$2$3")"
  echo "$1 own $(ask --cert ${hostTls.certificate} --key ${hostTls.key} "https://$2$3")"
  echo "$1 plain $(ask "http://$2$3")"
done
`;

function judgeHost(host: Host, exporters: readonly Exporter[], stdout: string): Finding {
  const isWatcher = host.roles.includes('monitoring');
  const lines = stdout.split('\n').map((line) => line.split(' '));
  const seen = (job: string, kind: string) => lines.find(([name, which]) => name === job && which === kind);
  const weak = exporters.filter(({ job }) => seen(job, 'weak') !== undefined).map(({ job }) => job);
  const faults = exporters
    .filter(({ job }) => !weak.includes(job))
    .flatMap(({ job }) => {
      const name = `The exporter ${job} on ${host.name}`;
      const [bare, own] = ['none', 'own'].map((kind) => readAttempt(seen(job, kind)));
      return [
        ...(bare === 'refused' ? [] : [`${name} should refuse whoever has no certificate, and ${bare}.`]),
        ...judgePlain(name, seen(job, 'plain')),
        ...(isWatcher
          ? own === 'answers 200'
            ? []
            : [`${name} should answer its own host, which watches, and ${own}.`]
          : own === 'refused'
            ? []
            : [`${name} should refuse the certificate of ${host.name}, and ${own}.`]),
      ];
    });
  const unknown = `On ${host.name} ${weak.join(', ')} cannot tell who asks: the firewall alone keeps others out.`;
  return {
    faults,
    evidence: `${host.name}: ${exporters.length} exporters`,
    unknown: weak.length === 0 ? undefined : unknown,
  };
}

/**
 * To plain HTTP, Go's daemons answer 400 in words of their own, and HAProxy closes the connection. Whatever has no
 * measurements will do.
 */
function judgePlain(name: string, words: readonly string[] | undefined): readonly string[] {
  const [, , status = ''] = words ?? [];
  if (status === '000' || /^4\d\d$/.test(status)) return [];
  return [`${name} should show nothing without TLS, and ${readAttempt(words)}.`];
}

/** curl(1): 35 is a handshake that failed; with TLS 1.3 a certificate is refused after it, 56. */
function readAttempt(words: readonly string[] | undefined): string {
  const [, , status = '', exitCode = ''] = words ?? [];
  if (status === '403') return 'refused';
  if (status === '000' && ['35', '56'].includes(exitCode)) return 'refused';
  return status === '000' || status === '' ? `is not there (curl: ${exitCode || 'nothing'})` : `answers ${status}`;
}
