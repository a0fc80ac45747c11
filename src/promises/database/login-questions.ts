import { hostsWithRole } from '../../platform/per-platform.ts';
import type { App, Platform } from '../../platform/platform.ts';
import { appPathsOf } from '../../services/app/paths.ts';
import { inApp } from '../about-app.ts';
import { readOutput } from '../output.ts';
import type { Answer, Question } from '../promise.ts';
import type { Finding } from '../verdict.ts';
import { loginScript } from './login-script.ts';

/** Longest time for one login, in seconds. */
const loginSeconds = 5;

/** An application on a host that carries it. */
interface Client {
  readonly app: App;
  readonly host: string;
  /** For faults: `web-1`, or `web-1 (application api)`. */
  readonly title: string;
}

/** In the order of the questions. */
export function clientsOf(platform: Platform): readonly Client[] {
  return platform.apps.flatMap((app) =>
    hostsWithRole(platform, 'app').map(({ name }) => ({ app, host: name, title: `${name}${inApp(app)}` })),
  );
}

/**
 * Every application logs in from each of its hosts at each of these (`ADDRESS:PORT`), with TLS and without, one after the
 * other.
 */
export function loginQuestions(platform: Platform, about: string, targets: readonly string[]): readonly Question[] {
  return clientsOf(platform).map(({ app, host, title }) => {
    const { environment, authority } = appPathsOf(app);
    return {
      from: { kind: 'host', host },
      label: `${title}: ${about}`,
      argv: ['perl', '-', String(loginSeconds), environment, authority, 'database.internal', ...targets],
      input: loginScript,
      timeoutMs: (2 * loginSeconds * targets.length + 2) * 1_000,
    };
  });
}

/** The words of the script about one server. */
export interface Logins {
  readonly encrypted?: string;
  readonly plain?: string;
}

type LoginReading =
  | { readonly ok: true; readonly logins: ReadonlyMap<string, Logins> }
  | { readonly ok: false; readonly finding: Finding };

export function readLogins(client: string, answer: Answer): LoginReading {
  const output = readOutput(`${client}, asked to log in at the database,`, answer);
  if (!output.ok) return output;
  const logins = new Map<string, Logins>();
  for (const line of output.stdout.split('\n')) {
    const [, target = '', way = '', result = ''] = /^(\S+) (encrypted|plain) (.*?)\s*$/.exec(line) ?? [];
    if (way !== '') logins.set(target, { ...logins.get(target), [way]: result });
  }
  return { ok: true, logins };
}
