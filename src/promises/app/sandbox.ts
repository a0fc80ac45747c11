import { hostsWithRole } from '../../platform/per-platform.ts';
import type { App } from '../../platform/platform.ts';
import { appPathsOf, appUnitsOf } from '../../services/app/paths.ts';
import { idAbout } from '../about-app.ts';
import { readOutput } from '../output.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, judgeEach } from '../verdict.ts';

/** What the kernel holds the application to, whatever its unit says. */
export function sandbox({ platform }: Subject, app: App): PlatformPromise {
  const hosts = hostsWithRole(platform, 'app');
  const paths = appPathsOf(app);
  const unit = appUnitsOf(app).service;
  const secrets = app.secrets.length === 0 ? [] : [paths.secrets];
  return {
    id: idAbout(app, 'app.sandbox'),
    tier: 'app',
    claim: `${app.name === undefined ? 'The application' : `The application ${app.name}`} runs as a user of its own, without privileges and without a way to get any, and cannot change its own code.`,
    method:
      'Each application host reads from /proc what the kernel holds the running process to (user, capabilities, no new privileges, system call filter, mounts), and who may read the files with its secrets.',
    limits: 'Shows that the walls stand, not that the kernel has no hole in them.',
    questions: hosts.map((host) => ({
      from: { kind: 'host', host: host.name },
      label: `${host.name}: what the application may do`,
      argv: ['sh', '-s', '--', unit, app.id, paths.root, paths.environment, ...secrets],
      input: sandboxScript,
      timeoutMs: 10_000,
    })),
    judge: judgeEach(hosts, (host, answer) => {
      const output = readOutput(`${host.name}, asked what its application may do,`, answer);
      return output.ok ? judgeFacts(host.name, { user: app.id, unit }, parseFacts(output.stdout)) : output.finding;
    }),
  };
}

/** proc_pid_status(5), proc_pid_mountinfo(5). With ProtectSystem=strict, all of / is mounted read-only for the process. */
const sandboxScript = `set -u
pid=$(systemctl show --property MainPID --value "$1")
echo "Pid $pid"
[ "$pid" != 0 ] || exit 0
grep -E '^(Uid|CapEff|CapPrm|CapBnd|CapAmb|NoNewPrivs|Seccomp):' "/proc/$pid/status"
echo "AppUid $(id -u "$2")"
awk -v root="$3" '
  # The mount that holds the code is the one with the longest path above it.
  index(root "/", $5 == "/" ? "/" : $5 "/") == 1 && length($5) >= length(best) { best = $5; options = $6 }
  END { print "CodeMount " options }' "/proc/$pid/mountinfo"
shift 3
echo "Secrets $(stat -c '%a %U' "$@" | sort -u | paste -sd ,)"
`;

type Facts = ReadonlyMap<string, string>;

function parseFacts(stdout: string): Facts {
  return new Map(
    stdout.split('\n').flatMap((line): [string, string][] => {
      const [, name, value] = /^(\w+):?\s+(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}

function judgeFacts(host: string, { user, unit }: { user: string; unit: string }, facts: Facts): Finding {
  if ((facts.get('Pid') ?? '0') === '0') return { faults: [`On ${host} the application does not run (${unit}).`] };
  const fact = (name: string) => facts.get(name) ?? 'unknown';
  const users = new Set(fact('Uid').split(/\s+/));
  const capabilities = ['CapEff', 'CapPrm', 'CapBnd', 'CapAmb'].filter((name) => !/^0+$/.test(fact(name)));
  const faults = [
    ...(users.size === 1 && users.has(fact('AppUid')) && fact('AppUid') !== '0'
      ? []
      : [`runs with the user ids ${[...users].join(', ')}, and should with that of ${user}, ${fact('AppUid')}`]),
    ...capabilities.map((name) => `has capabilities (${name} ${fact(name)}), and should have none`),
    ...(fact('NoNewPrivs') === '1'
      ? []
      : [`could gain privileges by programs that give some (NoNewPrivs ${fact('NoNewPrivs')})`]),
    ...(fact('Seccomp') === '2' ? [] : [`may make any system call (Seccomp ${fact('Seccomp')}, and should be 2)`]),
    ...(fact('CodeMount').split(',').includes('ro')
      ? []
      : [`sees its own code mounted as ${fact('CodeMount')}, and should only read it`]),
    ...(fact('Secrets') === '600 root'
      ? []
      : [`has a file of secrets with mode and owner ${fact('Secrets')}, and should have 600 root`]),
  ];
  return {
    faults: faults.map((fault) => `The application on ${host} ${fault}.`),
    evidence: `${host}: user ${user}, no capabilities, code read-only`,
  };
}
