import type { HostFacts } from '../../plan/facts.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import type { Transport } from '../../transport/transport.ts';
import { runOnHost } from '../run-on-host.ts';

/** What has to be known of a server once, before anything is done to it. */
export interface Survey {
  /** Of the processor, as uname(1) `-m` says it. */
  readonly machine: string;
  /** Name of process 1. */
  readonly init: string;
  /** IPv4 addresses by interface. */
  readonly addresses: readonly { readonly interfaceName: string; readonly address: string }[];
}

const SURVEY_TIMEOUT_MS = 30_000;

const script = `survey() {
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
echo "machine $(uname -m)"
echo "init $(cat /proc/1/comm)"
ip -o -4 address show | while read -r _ name _ address _; do echo "address $name $address"; done
echo @end
}
survey
`;

/** Looks at one server; changes nothing. @throws Failure */
export async function surveyHost(transport: Transport, host: string, signal?: AbortSignal): Promise<Survey> {
  const request = { argv: ['sh', '-s'], input: script, timeoutMs: SURVEY_TIMEOUT_MS, signal };
  const { stdout } = await runOnHost(transport, host, request, {
    step: 'look at the server',
    reason: 'it does not answer as a server should',
    changed: 'Nothing was changed.',
    next: 'look at the host, then run the same command again.',
  });
  return parseSurvey(stdout);
}

export function parseSurvey(text: string): Survey {
  const lines = text.split('\n').map((line) => line.split(' '));
  const value = (key: string) => lines.find(([word]) => word === key)?.[1] ?? '';
  const addresses = lines.flatMap(([word, interfaceName = '', address = '']) =>
    word === 'address' ? [{ interfaceName: interfaceName.split('@')[0]!, address: address.split('/')[0]! }] : [],
  );
  return { machine: value('machine'), init: value('init'), addresses };
}

/** Distributions whose daemons take our files: their own checkers were asked. */
const supported = [
  { id: 'debian', version: '12' },
  { id: 'debian', version: '13' },
];

/**
 * Everything that keeps a server from becoming this host, in sentences with their remedy. Addresses are not ours to give.
 */
export function judgeServer(host: Host, os: HostFacts['os'], survey: Survey): readonly ServerFault[] {
  const faults: ServerFault[] = [];
  if (!supported.some(({ id, version }) => id === os.id && version === os.version)) {
    faults.push({ reason: `it runs ${os.id} ${os.version}`, next: 'Smartx knows Debian 12 and 13.' });
  }
  if (survey.init !== 'systemd') {
    faults.push({ reason: `its first process is ${survey.init}`, next: 'the platform needs systemd.' });
  }
  faults.push(...judgeLeg(survey, 'private', host.privateAddress, host.interfaces.private));
  if (host.publicAddress !== undefined && host.publicAddress !== host.privateAddress) {
    faults.push(...judgeLeg(survey, 'public', host.publicAddress, host.interfaces.public));
  }
  return faults;
}

export interface ServerFault {
  readonly reason: string;
  readonly next: string;
}

function judgeLeg({ addresses }: Survey, side: string, address: string, interfaceName: string): ServerFault[] {
  const found = addresses.find((one) => one.address === address);
  if (found?.interfaceName === interfaceName) return [];
  if (found !== undefined) {
    const reason = `its ${side} address ${address} is on ${found.interfaceName}, not on ${interfaceName}`;
    return [{ reason, next: `declare interfaces: { ${side}: '${found.interfaceName}' }.` }];
  }
  const own = addresses
    .filter(({ interfaceName: name }) => name !== 'lo')
    .map((one) => `${one.address} (${one.interfaceName})`);
  const reason = `it does not have the ${side} address ${address}; it has ${own.join(', ') || 'none'}`;
  return [{ reason, next: 'correct the address in smartx.config.ts, or give it to the server.' }];
}

/** One failure for all that keeps a server from being this host. */
export function unfit(platform: Pick<Platform, 'environment'>, host: string, faults: readonly ServerFault[]): Failure {
  return new Failure({
    step: `take the server into '${platform.environment}'`,
    host,
    reason: faults.map(({ reason }) => reason).join('; '),
    changed: 'Nothing was changed.',
    next: faults.map(({ next }) => next).join(' '),
  });
}
