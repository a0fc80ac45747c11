import { hostsWithRole } from '../../platform/per-platform.ts';
import { ports } from '../../platform/platform.ts';
import { hostTls } from '../../services/host-tls.ts';
import { readOutput } from '../output.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, judgeEach, withProgram } from '../verdict.ts';

/** Whoever has no certificate writes nothing into collected logs. */
export function logsStrangers({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'monitoring');
  return {
    id: 'monitoring.logs-strangers-refused',
    tier: 'monitoring',
    claim: 'Nobody without a certificate of a host of the platform can send logs.',
    method:
      'On each monitoring host a client opens a session (RELP) without a certificate, and another one with that of the host.',
    limits: 'Whoever is root on a host of the platform can send lines as this host, and as no other.',
    questions: hosts.map(({ name, privateAddress }) => ({
      from: { kind: 'host', host: name },
      label: `${name}: sessions of logs`,
      argv: ['sh', '-s', `${privateAddress}:${ports.logs}`, hostTls.authority, hostTls.certificate, hostTls.key],
      input: script,
      timeoutMs: 30_000,
    })),
    judge: withProgram(
      'openssl',
      judgeEach(hosts, ({ name }, answer) => {
        const output = readOutput(`${name}, asked who may send logs,`, answer);
        return output.ok ? judgeSessions(name, output.stdout) : output.finding;
      }),
    ),
  };
}

/** rsyslog.com, "RELP": an offer is answered with `1 rsp`. The session is given so long for it, seconds. */
const answerSeconds = 3;
const script = `command -v openssl >/dev/null || exit 127
session() {
  name=$1
  shift
  { printf '1 open 51 relp_version=0\\nrelp_software=smartx\\ncommands=syslog\\n'; sleep ${answerSeconds}; } |
    timeout ${answerSeconds + 2} openssl s_client -quiet -connect "$@" 2>&1 | grep -a -q '^1 rsp' && echo "$name taken" || echo "$name refused"
}
session stranger "$1" -CAfile "$2" &
session host "$1" -CAfile "$2" -cert "$3" -key "$4" &
wait
`;

function judgeSessions(host: string, stdout: string): Finding {
  const said = (name: string) => new RegExp(`^${name} (\\w+)$`, 'm').exec(stdout)?.[1];
  return {
    faults: [
      ...(said('stranger') === 'refused'
        ? []
        : [`${host} should refuse logs of a client without a certificate, and does not.`]),
      ...(said('host') === 'taken' ? [] : [`${host} should take logs of a host of the platform, and does not.`]),
    ],
    evidence: `${host} refuses a stranger and takes itself`,
  };
}
