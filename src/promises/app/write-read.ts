import type { App } from '../../platform/platform.ts';
import { idAbout, inApp } from '../about-app.ts';
import { type HttpExchange, readExchanges } from '../http-exchange.ts';
import type { Answer, PlatformPromise, Question, Subject, Verdict } from '../promise.ts';
import { answerAt, withProgram } from '../verdict.ts';

/** User, load balancer, Nginx, application, database, and back. */
export function writeRead(subject: Subject, app: App): PlatformPromise {
  const claim = `What a user writes through the whole chain is there when it is read again${inApp(app)}.`;
  const promise = { id: idAbout(app, 'app.write-read'), tier: 'app', claim } as const;
  if (app.contract !== 'ledger') return { ...promise, ...undeclared };
  return {
    ...promise,
    method:
      'A user outside writes a value (PUT /api/probes/…), reads it over a new connection, removes it (DELETE) and sees that it is gone (404); each over HTTPS, by the name of the site.',
    limits:
      'One write on one way through the platform; what happens to writes while something breaks is measured by drills.',
    questions: [question(subject, app)],
    judge: withProgram('curl', (answers) => judge(answerAt(answers, 0))),
  };
}

const undeclared = {
  method: 'Asked only of applications that declare to speak an API which Smartx knows.',
  limits: 'Nothing is known of an application without a contract.',
  questions: [],
  judge: (): Verdict => ({
    outcome: 'unchecked',
    reason:
      "Smartx does not know the API of this application. If it answers PUT, GET and DELETE /api/probes/{id} as examples/node does, declare app.contract: 'ledger'.",
  }),
};

const scriptSeconds = 5;

/**
 * Each step is a curl of its own, hence a new connection, which another host may get. The name is random, so that two
 * people may verify at once; what a broken run leaves, the application removes after an hour.
 */
const script = `set -u
site=$1 address=$2 authority=$3
id=smartx-verify-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \\n')
ask() { curl -q -s --include --max-time ${scriptSeconds} --cacert "$authority" --resolve "$site:443:$address" \\
  --write-out '\\n--smartx-end-- %{exitcode} %{http_code} %{errormsg}\\n' "$@" "https://$site/api/probes/$id"; code=$?; [ $code != 127 ] || exit 127; }
ask -X PUT -H 'Content-Type: application/json' --data "{\\"value\\":\\"$id\\"}"
ask
ask -X DELETE
ask
echo "id $id"
`;

function question({ platform, authorityFile }: Subject, app: App): Question {
  const [site = platform.domain] = app.hostNames;
  return {
    from: { kind: 'outside' },
    label: 'a user writes, reads, removes and misses a value',
    argv: ['sh', '-s', '--', site, platform.virtualAddress, authorityFile],
    input: script,
    timeoutMs: (4 * scriptSeconds + 1) * 1_000,
  };
}

function judge(answer: Answer): Verdict {
  if (answer.kind === 'silent')
    return broken([`The user outside could not ask: ${answer.reason}.`], 'nothing was seen');
  const [written, read, removed, missed] = readExchanges(answer) ?? [];
  const id = /^id (\S+)$/m.exec(answer.stdout)?.[1] ?? 'unknown';
  const faults = [
    ...expectStatus('A write (PUT)', written, [200, 201]),
    ...(read?.status === 200 && valueIn(read) !== id
      ? [`A read (GET) should bring ${id} back, and brings ${valueIn(read) ?? 'something else'}.`]
      : []),
    ...expectStatus('A read of what was just written (GET)', read, [200]),
    ...expectStatus('A removal (DELETE)', removed, [200, 204]),
    ...expectStatus('A read of what was just removed (GET)', missed, [404]),
  ];
  const servedBy = [written, read, removed, missed].map((exchange) => exchange?.headers.get('x-served-by') ?? '?');
  const evidence = `PUT, GET, DELETE and GET were answered by ${servedBy.join(', ')}`;
  return faults.length === 0 ? { outcome: 'kept', evidence } : broken(faults, evidence);
}

function expectStatus(what: string, exchange: HttpExchange | undefined, allowed: readonly number[]): string[] {
  if (exchange !== undefined && allowed.includes(exchange.status)) return [];
  const seen =
    exchange === undefined
      ? 'no answer came'
      : (exchange.problem ?? `the answer is ${exchange.status}${codeOf(exchange)}`);
  return [`${what} should be answered with ${allowed.join(' or ')}, and ${seen}.`];
}

/** The permanent code of a refusal (RFC 9457), which says more than its status. */
function codeOf({ body }: HttpExchange): string {
  const code = /"code":\s*"(\w+)"/.exec(body)?.[1];
  return code === undefined ? '' : ` ${code}`;
}

function valueIn({ body }: HttpExchange): string | undefined {
  return /"value":\s*"([^"]*)"/.exec(body)?.[1];
}

function broken(faults: readonly string[], evidence: string): Verdict {
  return { outcome: 'broken', faults, evidence };
}
