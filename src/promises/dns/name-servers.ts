import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Answer } from '../promise.ts';
import type { Finding } from '../verdict.ts';
import { type DnsMessage, parseDig, whyNoMessage } from './dig.ts';

/** A name server as a user meets it. */
export interface NameServer {
  readonly name: string;
  /** In the public network. */
  readonly address: string;
}

export function nameServersOf(platform: Platform): readonly NameServer[] {
  return hostsWithRole(platform, 'dns').flatMap(({ name, publicAddress }) =>
    publicAddress === undefined ? [] : [{ name, address: publicAddress }],
  );
}

/** Judges the one message that a server was asked for; that there is none is a fault of its own. */
export function judgeMessage(judge: (server: NameServer, message: DnsMessage) => Finding) {
  return (server: NameServer, answer: Answer): Finding => {
    const message = answer.kind === 'answered' ? parseDig(answer.stdout)[0] : undefined;
    return message === undefined ? noAnswer(server, answer) : judge(server, message);
  };
}

/** dig itself gives up after a few seconds: when even that is not seen, it is the machine that asks which is in trouble. */
export function noAnswer(server: NameServer, answer: Answer): Finding {
  if (answer.kind === 'silent') return { faults: [], unknown: `${server.name} could not be asked: ${answer.reason}.` };
  return {
    faults: [
      `${server.name} (${server.address}) does not answer: ${whyNoMessage(answer.stdout, answer.stderr, answer.exitCode)}.`,
    ],
  };
}
