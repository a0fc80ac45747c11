import { hostsWithRole } from '../../platform/per-platform.ts';
import { type App, type Platform, ports } from '../../platform/platform.ts';
import { inApp } from '../about-app.ts';
import type { Answer, PlatformPromise, Subject } from '../promise.ts';
import { answerAt, type Finding, verdictOf } from '../verdict.ts';
import { clientsOf, type Logins, loginQuestions, readLogins } from './login-questions.ts';

/** How each application gets to the database, with its own account. */
export function logins(subject: Subject): readonly PlatformPromise[] {
  return [path(subject), tlsRequired(subject)];
}

const router = `127.0.0.1:${ports.mysql}`;

function path({ platform }: Subject): PlatformPromise {
  const clients = clientsOf(platform);
  const members = hostsWithRole(platform, 'database').map(({ name }) => name);
  return {
    id: 'database.path-to-primary',
    tier: 'database',
    claim: `On every application host, ${router} leads to the primary.`,
    method: `Each application host logs in there with ${theAccount(platform)}, over TLS with a certificate of the database, and asks the server for its name and whether it takes writes.`,
    limits: 'Seen at one moment; how long the way is lost when the primary changes is measured by drills.',
    questions: loginQuestions(platform, 'the way to the primary', [router]),
    judge: (answers) =>
      verdictOf([...clients.map(({ title }, index) => judgePath(title, answerAt(answers, index))), judgeSame(answers)]),
  };

  function judgePath(client: string, answer: Answer): Finding {
    const said = readLogins(client, answer);
    if (!said.ok) return said.finding;
    const result = said.logins.get(router)?.encrypted ?? 'nothing';
    const [, member = '', superReadOnly] = /^in (\S+) (\d) /.exec(result) ?? [];
    const whole = `${client} should reach the primary at ${router}`;
    if (superReadOnly === undefined) return { faults: [`${whole}, and the login ended with: ${result}.`] };
    return {
      faults: [
        ...(members.includes(member) ? [] : [`${whole}, and reaches ${member}, which is no declared member.`]),
        ...(superReadOnly === '0' ? [] : [`${whole}, and reaches ${member}, which takes no writes.`]),
      ],
      evidence: `${client} reaches ${member}`,
    };
  }
}

function theAccount({ apps }: Platform): string {
  return apps.length === 1 ? "the application's account" : 'the account of each application';
}

/** Two hosts with two primaries would be two databases. */
function judgeSame(answers: readonly Answer[]): Finding {
  const reached = answers.flatMap((answer) =>
    answer.kind === 'answered' ? (/ encrypted in (\S+) /.exec(answer.stdout)?.[1] ?? []) : [],
  );
  const different = [...new Set(reached)];
  return different.length < 2
    ? { faults: [] }
    : { faults: [`All application hosts should reach the same server, and they reach ${different.join(' and ')}.`] };
}

function tlsRequired({ platform }: Subject): PlatformPromise {
  const clients = clientsOf(platform);
  const servers = hostsWithRole(platform, 'database').map(({ name, privateAddress }) => ({
    name,
    target: `${privateAddress}:${ports.mysql}`,
  }));
  return {
    id: 'database.tls-required',
    tier: 'database',
    claim: `Every database server shows a certificate of the platform, lets ${platform.apps.length === 1 ? 'the application' : 'every application'} in over TLS, and refuses it in plain text even with the right password.`,
    method: `Each application host logs in at each server with ${theAccount(platform)}, first over verified TLS and then without.`,
    limits:
      'Tried with no other account; that every account is held to it, is asked in accounts-as-declared and settings-as-declared.',
    questions: loginQuestions(
      platform,
      'logins with and without TLS',
      servers.map(({ target }) => target),
    ),
    judge: (answers) =>
      verdictOf(
        platform.apps.flatMap((app) =>
          orUnknown(
            app,
            clients.flatMap((client, index) =>
              client.app === app ? judgeClient(client.title, answerAt(answers, index)) : [],
            ),
          ),
        ),
      ),
  };

  function judgeClient(client: string, answer: Answer): readonly Finding[] {
    const said = readLogins(client, answer);
    if (!said.ok) return [said.finding];
    return servers.map(({ name, target }) => judgeServer(client, name, said.logins.get(target)));
  }
}

/** Nothing was refused when no server knew the account; that is no proof, and no fault either. */
function orUnknown(app: App, findings: readonly Finding[]): readonly Finding[] {
  if (findings.some(({ evidence }) => evidence !== undefined)) return findings;
  const unknown = `No server knew the account${inApp(app)} well enough to refuse it for the missing TLS alone.`;
  return [...findings, { faults: [], unknown }];
}

function judgeServer(client: string, server: string, said: Logins | undefined): Finding {
  const { encrypted = 'nothing', plain = 'nothing' } = said ?? {};
  // 3159: "Connections using insecure transport are prohibited"; 1045 is how REQUIRE SSL of an account says no.
  const isRefused = /^known, error (3159|1045) /.test(plain) || /^error 3159 /.test(plain);
  const askedForPassword = plain === 'asked for the password' || /^error 1045 /.test(plain);
  return {
    faults: [
      ...(encrypted.startsWith('in ')
        ? []
        : [`${client} should get into ${server} over TLS, and the login ended with: ${encrypted}.`]),
      ...(isRefused || askedForPassword
        ? []
        : [`${server} should refuse ${client} without TLS, and the login ended with: ${plain}.`]),
    ],
    evidence: isRefused ? `${server} lets ${client} in over TLS and not without` : undefined,
  };
}
