import type { Question } from '../promise.ts';

/** One message as dig(1) prints it. */
export interface DnsMessage {
  /** `NOERROR`, `REFUSED` and so on. */
  readonly status: string;
  /** `qr`, `aa`, `ra` and so on. */
  readonly flags: readonly string[];
  /** Name without the final dot, in lower case. */
  readonly question: { readonly name: string; readonly type: string } | undefined;
  readonly answer: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly transport: 'UDP' | 'TCP' | undefined;
}

export interface ResourceRecord {
  /** Without the final dot, in lower case. */
  readonly name: string;
  readonly ttlSeconds: number;
  readonly type: string;
  /** In the form of a zone file. */
  readonly data: string;
}

/** Every message in the output of dig, which may have asked for many things. Questions without an answer are not in it. */
export function parseDig(text: string): readonly DnsMessage[] {
  return text
    .split(/^;; ->>HEADER<<-/m)
    .slice(1)
    .map(parseMessage);
}

function parseMessage(text: string): DnsMessage {
  const question = /^;(\S+)\s+(?:IN|CH)\s+(\S+)$/m.exec(section(text, 'QUESTION'));
  return {
    status: /status: (\w+)/.exec(text)?.[1] ?? '',
    flags: /^;; flags: ([^;]*);/m.exec(text)?.[1]?.split(' ').filter(Boolean) ?? [],
    question: question === null ? undefined : { name: plainName(question[1]!), type: question[2]! },
    answer: parseRecords(section(text, 'ANSWER')),
    authority: parseRecords(section(text, 'AUTHORITY')),
    transport: /^;; SERVER: .*\((UDP|TCP)\)$/m.exec(text)?.[1] as 'UDP' | 'TCP' | undefined,
  };
}

/** From its title to the next empty line. */
function section(text: string, name: 'QUESTION' | 'ANSWER' | 'AUTHORITY'): string {
  return text.split(`;; ${name} SECTION:\n`)[1]?.split('\n\n')[0] ?? '';
}

/** Lines of records, as dig prints them in a message or in a transfer. */
export function parseRecords(text: string): readonly ResourceRecord[] {
  return text.split('\n').flatMap((line) => {
    const match = /^([^;\s]\S*)\s+(\d+)\s+(?:IN|CH)\s+(\S+)\s+(.*)$/.exec(line);
    if (match === null) return [];
    const [, name = '', ttl, type = '', data = ''] = match;
    return [{ name: plainName(name), ttlSeconds: Number(ttl), type, data: data.trim() }];
  });
}

/** As the model writes names: without the final dot, in lower case (RFC 4343: case does not matter). */
export function plainName(name: string): string {
  return (name.endsWith('.') && name !== '.' ? name.slice(0, -1) : name).toLowerCase();
}

/** Seconds until dig asks again, and how often it asks. */
const waitSeconds = 2;
const tries = 2;
/** Far more than dig takes, even for a server that does not answer. */
const fewQuestionsMs = 30_000;
/** Five hundred questions take less than a second, and six on a machine that has a lot to do. */
const manyQuestionsMs = 60_000;

/** +nocookie: a cookie is random, and RFC 7873 makes the answer depend on it. */
const options = ['+nocookie', `+time=${waitSeconds}`, `+tries=${tries}`];

/** A user somewhere on the internet asks one name server. The words are dig's: `foobar.com. SOA +norecurse`. */
export function digQuestion(server: { name: string; address: string }, words: readonly string[]): Question {
  return {
    from: { kind: 'outside' },
    label: `${server.name}: ${words.join(' ')}`,
    argv: ['dig', `@${server.address}`, ...options, ...words],
    timeoutMs: fewQuestionsMs,
  };
}

/**
 * Asks a name server for many things, `www.foobar.com. A` each, with one dig. A server that does not answer the first
 * one is not asked for the rest, since each would take its time.
 */
export function digAllQuestion(
  server: { name: string; address: string },
  things: readonly string[],
  what: string,
): Question {
  const words = [...options, '+norecurse'].join(' ');
  const script = [
    `dig ${words} @${server.address} ${things[0] ?? '. NS'} || exit`,
    `dig ${words} -f - <<'END'`,
    ...things.map((thing) => `@${server.address} ${thing}`),
    'END',
    '',
  ].join('\n');
  return {
    from: { kind: 'outside' },
    label: `${server.name}: ${what}`,
    argv: ['sh', '-s'],
    input: script,
    timeoutMs: manyQuestionsMs,
  };
}

/** Why dig printed no message. */
export function whyNoMessage(stdout: string, stderr: string, exitCode: number): string {
  const lines = `${stdout}\n${stderr}`.split('\n');
  const said = lines.find((line) => /timed out|refused|unreachable|no servers could be reached|failed/.test(line));
  return said?.replace(/^;+ */, '').replace(/\.$/, '') ?? `dig ended with ${exitCode}`;
}
