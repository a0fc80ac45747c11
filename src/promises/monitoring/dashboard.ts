import { dashboardPort } from '../../platform/dashboard-port.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host } from '../../platform/platform.ts';
import { hostTls } from '../../services/host-tls.ts';
import { webHealthPath } from '../../services/local-endpoints.ts';
import {
  describeExchange,
  type HttpExchange,
  type HttpRequest,
  httpQuestion,
  readExchanges,
} from '../http-exchange.ts';
import { outcomeOf } from '../load-balancer/tls-versions.ts';
import type { Answer, PlatformPromise, Subject } from '../promise.ts';
import { answerAt, type Finding, verdictOf, withProgram } from '../verdict.ts';

/** Who gets to see the platform, and what nobody gets through the page. */
export function dashboard({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'monitoring');
  const port = dashboardPort(platform.hosts);
  return {
    id: 'monitoring.dashboard-closed',
    tier: 'monitoring',
    claim:
      "The dashboard shows its host's certificate, shows nothing without a login, passes nothing on that changes or configures Prometheus, and speaks no TLS older than 1.2.",
    method:
      'Each monitoring host asks its own dashboard over verified TLS, without a login, with a wrong one, and for what is never passed on; then it offers TLS 1.1 alone.',
    limits:
      'That the right password opens it is not tried: no host knows it. Who reaches the port at all is promised by the firewall.',
    questions: hosts.flatMap((host) => [
      httpQuestion(
        { kind: 'host', host: host.name },
        `${host.name}: the dashboard`,
        probes.map(({ path, login }) => requestOf(host, port, path, login)),
      ),
      {
        from: { kind: 'host', host: host.name },
        label: `${host.name}: the dashboard by TLS 1.1 alone`,
        argv: [
          ...['openssl', 's_client', '-connect', `${host.privateAddress}:${port}`],
          // Without it OpenSSL 3 itself would not offer it: SSL_CTX_set_security_level(3).
          ...['-tls1_1', '-cipher', 'DEFAULT:@SECLEVEL=0'],
        ],
        input: '',
        timeoutMs: 15_000,
      },
    ]),
    judge: withProgram('openssl', (answers) =>
      verdictOf(
        hosts.flatMap((host, index) => [
          judgeAnswers(host, answerAt(answers, 2 * index)),
          judgeOldTls(host, answerAt(answers, 2 * index + 1)),
        ]),
      ),
    ),
  };
}

interface Probe {
  readonly path: string;
  readonly login?: string;
  readonly status: number;
}

const question = '/prometheus/api/v1/query?query=up';
/** `smartx:wrong` */
const wrongLogin = 'Basic c21hcnR4Ondyb25n';

const probes: readonly Probe[] = [
  { path: webHealthPath, status: 200 },
  ...['/', '/platform.json', '/traffic/', question].map((path) => ({ path, status: 401 })),
  { path: '/', login: wrongLogin, status: 401 },
  // Not there for anybody, so that nobody is asked for a login.
  ...[
    '/prometheus/api/v1/admin/tsdb/snapshot',
    '/prometheus/api/v1/status/config',
    '/prometheus/federate',
    '/alertmanager/api/v2/status',
  ].map((path) => ({ path, status: 404 })),
];

function requestOf(host: Host, port: number, path: string, login: string | undefined): HttpRequest {
  return {
    url: `https://${host.name}:${port}${path}`,
    address: host.privateAddress,
    authorityFile: hostTls.authority,
    ...(login === undefined ? {} : { headers: { Authorization: login } }),
  };
}

function judgeAnswers(host: Host, answer: Answer): Finding {
  const exchanges = readExchanges(answer);
  if (exchanges === undefined) {
    const reason = answer.kind === 'silent' ? answer.reason : `curl ended with exit code ${answer.exitCode}`;
    return { faults: [`${host.name} could not ask its dashboard: ${reason}.`] };
  }
  const faults = probes.flatMap((probe, index) => judgeOne(host, probe, exchanges[index]));
  return {
    faults,
    evidence: `${host.name} answers ${probes.length} requests, none of them with what is behind the login`,
  };
}

function judgeOne(host: Host, { path, login, status }: Probe, exchange: HttpExchange | undefined): string[] {
  const how = login === undefined ? '' : ' with a wrong password';
  const whole = `The dashboard of ${host.name} should answer ${status} to ${path}${how}`;
  if (exchange?.status !== status) return [`${whole}, and ${describeExchange(exchange)}.`];
  // By it a browser is known that has logged in.
  if (exchange.headers.has('set-cookie')) return [`${whole} without a cookie, and sets one.`];
  return [];
}

function judgeOldTls(host: Host, answer: Answer): Finding {
  if (answer.kind === 'silent')
    return { faults: [`${host.name} could not offer TLS 1.1 to its dashboard: ${answer.reason}.`] };
  const { outcome, reason } = outcomeOf(answer);
  if (outcome === 'refused') return { faults: [], evidence: `TLS 1.1 is refused (${reason})` };
  if (outcome === 'unable') return { faults: [], unknown: `${host.name} could not offer TLS 1.1 (${reason}).` };
  return { faults: [`The dashboard of ${host.name} should refuse TLS 1.1, which is ${outcome} (${reason}).`] };
}
