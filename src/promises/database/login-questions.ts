import { siteApp } from '../../platform/chosen-apps.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { appPathsOf } from '../../services/app/paths.ts';
import { readOutput } from '../output.ts';
import type { Answer, Question } from '../promise.ts';
import type { Finding } from '../verdict.ts';
import { loginScript } from './login-script.ts';

/** Longest time for one login, in seconds. */
const loginSeconds = 5;

/** Every application host logs in at each of these (`ADDRESS:PORT`), with TLS and without, one after the other. */
export function loginQuestions(platform: Platform, about: string, targets: readonly string[]): readonly Question[] {
  const paths = appPathsOf(siteApp(platform));
  const argv = ['perl', '-', String(loginSeconds), paths.environment, paths.authority, 'database.internal', ...targets];
  return hostsWithRole(platform, 'app').map((host) => ({
    from: { kind: 'host', host: host.name },
    label: `${host.name}: ${about}`,
    argv,
    input: loginScript,
    timeoutMs: (2 * loginSeconds * targets.length + 2) * 1_000,
  }));
}

/** The words of the script about one server. */
export interface Logins {
  readonly encrypted?: string;
  readonly plain?: string;
}

type LoginReading =
  | { readonly ok: true; readonly logins: ReadonlyMap<string, Logins> }
  | { readonly ok: false; readonly finding: Finding };

export function readLogins(host: string, answer: Answer): LoginReading {
  const output = readOutput(`${host}, asked to log in at the database,`, answer);
  if (!output.ok) return output;
  const logins = new Map<string, Logins>();
  for (const line of output.stdout.split('\n')) {
    const [, target = '', way = '', result = ''] = /^(\S+) (encrypted|plain) (.*?)\s*$/.exec(line) ?? [];
    if (way !== '') logins.set(target, { ...logins.get(target), [way]: result });
  }
  return { ok: true, logins };
}
