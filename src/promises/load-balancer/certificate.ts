import { ports } from '../../platform/platform.ts';
import { certificateDaysLeft } from '../../platform/thresholds.ts';
import type { Answer, DerivePromises, PlatformPromise, Question } from '../promise.ts';
import { type Finding, judgeEach, withProgram } from '../verdict.ts';
import { type Site, siteOf } from './site.ts';

/** The certificate that users are shown. */
export const deriveCertificatePromises: DerivePromises = (subject) => {
  const site = siteOf(subject);
  return [chain(site), daysLeft(site)];
};

/** Fewer, and somebody must act today: the alert of the monitoring is critical then, too. */
export const certificateDaysMin = certificateDaysLeft.critical;

function chain(site: Site): PlatformPromise {
  return {
    id: 'loadBalancer.tls-certificate',
    tier: 'loadBalancer',
    claim:
      'The certificate is signed by the authority that is expected, is valid now, and covers every name of the site.',
    method:
      'A user outside opens a connection, verifies the chain and the name, and reads the names in the certificate.',
    limits: 'Of the load balancer that does not hold the virtual address the certificate is not seen.',
    questions: [certificateQuestion(site)],
    judge: withProgram('openssl', judgeEach([site], judgeChain)),
  };
}

function daysLeft(site: Site): PlatformPromise {
  return {
    id: 'loadBalancer.tls-days-left',
    tier: 'loadBalancer',
    claim: `The certificate is good for ${certificateDaysMin} more days at least.`,
    method: 'A user outside opens a connection and compares the end of the certificate with his own clock.',
    limits: 'That it will be renewed in time is not known from this.',
    questions: [certificateQuestion(site)],
    judge: withProgram('openssl', judgeEach([site], judgeDays)),
  };
}

/** Verifies, then shows what matters of the certificate; the clock that decides is that of the machine that asks. */
const script = `command -v openssl >/dev/null || exit 127
shown=$(openssl s_client -connect "$1" -servername "$2" -verify_hostname "$2" -CAfile "$3" </dev/null 2>&1)
printf '%s\\n' "$shown" | grep -E 'erify (return code|error)|errno|connect:'
printf '%s\\n' "$shown" | openssl x509 -noout -subject -issuer -ext subjectAltName || exit
ends=$(printf '%s\\n' "$shown" | openssl x509 -noout -enddate | cut -d= -f2)
echo "seconds left: $(( $(date -u -d "$ends" +%s) - $(date -u +%s) ))"
`;

const handshakeTimeoutMs = 30_000;

function certificateQuestion(site: Site): Question {
  return {
    from: { kind: 'outside' },
    label: `the certificate of ${site.name}`,
    argv: ['sh', '-s', `${site.address}:${ports.https}`, site.name, site.authorityFile],
    input: script,
    timeoutMs: handshakeTimeoutMs,
  };
}

function judgeChain(site: Site, answer: Answer): Finding {
  const certificate = parseCertificate(answer);
  if (certificate === undefined) return noCertificate(answer);
  const { verification, names } = certificate;
  const uncovered = site.names.filter((name) => !names.some((pattern) => covers(pattern, name)));
  return {
    faults: [
      ...(verification === 'ok' ? [] : [`The certificate of ${site.name} cannot be trusted: ${verification}.`]),
      ...uncovered.map((name) => `The certificate should cover ${name}, and covers ${names.join(', ') || 'no name'}.`),
    ],
    evidence: `${certificate.issuer} signed ${names.join(', ')}`,
  };
}

function judgeDays(_site: Site, answer: Answer): Finding {
  const certificate = parseCertificate(answer);
  if (certificate === undefined) return noCertificate(answer);
  const days = Math.floor(certificate.secondsLeft / 86_400);
  const count = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
  const evidence = days < 0 ? `it ended ${count} ago` : `${count} left`;
  const isShort = certificate.secondsLeft < certificateDaysMin * 86_400;
  return {
    faults: isShort ? [`The certificate should be good for ${certificateDaysMin} days or more: ${evidence}.`] : [],
    evidence,
  };
}

function noCertificate(answer: Answer): Finding {
  if (answer.kind === 'silent') return { faults: [], unknown: `The site could not be asked: ${answer.reason}.` };
  const said = `${answer.stdout}${answer.stderr}`.trim().split('\n')[0] ?? '';
  return { faults: [`The site shows no certificate: ${said}.`] };
}

interface Certificate {
  /** `ok`, or why not: `hostname mismatch`. */
  readonly verification: string;
  readonly issuer: string;
  /** Of hosts, in lower case. */
  readonly names: readonly string[];
  readonly secondsLeft: number;
}

function parseCertificate(answer: Answer): Certificate | undefined {
  if (answer.kind === 'silent') return undefined;
  const { stdout } = answer;
  const left = /^seconds left: (-?\d+)$/m.exec(stdout);
  if (left === null) return undefined;
  const code = /Verify return code: \d+ \(([^)]*)\)/i.exec(stdout);
  return {
    verification: code?.[1] ?? 'openssl did not say',
    issuer: /^issuer=\s*(.*)$/m.exec(stdout)?.[1] ?? 'nobody',
    names: [...stdout.matchAll(/DNS:([^,\s]+)/g)].map(([, name]) => name!.toLowerCase()),
    secondsLeft: Number(left[1]),
  };
}

/** RFC 9525 section 6.3: a wildcard stands for exactly one label, the first one. */
function covers(pattern: string, name: string): boolean {
  if (pattern === name) return true;
  return pattern.startsWith('*.') && name.includes('.') && name.slice(name.indexOf('.')) === pattern.slice(1);
}
