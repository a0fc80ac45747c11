import type { z } from 'zod';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import { flawOf } from './leaf.ts';
import { show } from './reading.ts';

type Issue = z.core.$ZodIssue;

/** One issue of Zod in our words. `keysAt` tells which keys the schema knows at a path. */
export function issueToProblems(issue: Issue, keysAt: (path: Issue['path']) => readonly string[]): readonly Problem[] {
  const path = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, issue.path, keysAt));
  }
  if (issue.input === undefined) return [missing(path)];
  const flaw = issue.code === 'custom' ? flawOf(issue.params) : undefined;
  if (flaw !== undefined) return [{ path, ...flaw }];
  if (issue.code === 'too_big') return [tooLong(path, issue)];
  return [wrongContainer(path, issue)];
}

/** `environments.lab.hosts.web-1.roles.0` */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

function unknownKey(key: string, path: Issue['path'], keysAt: (path: Issue['path']) => readonly string[]): Problem {
  return {
    code: 'UNKNOWN_KEY',
    path: pathText([...path, key]),
    reason: `there is no ${show(key)} here.`,
    fix: rightKey(key, path.length > 0 && keysAt([]).includes(key), keysAt(path)),
  };
}

function rightKey(key: string, isAtTop: boolean, known: readonly string[]): string {
  // Somebody who knows the word, and looks for its place.
  if (isAtTop) return `Write \`${key}\` at the top of the declaration, beside \`domain\`.`;
  const guess = didYouMean(key, known);
  return guess === undefined ? `Keys here are ${[...known].sort().join(', ')}.` : `Did you mean '${guess}'?`;
}

function tooLong(path: string, issue: Extract<Issue, { code: 'too_big' }>): Problem {
  return {
    code: 'LIST_TOO_LONG',
    path,
    reason: `the list has more than ${issue.maximum} elements.`,
    fix: `Write at most ${issue.maximum}.`,
  };
}

/** What to add, by path or by key, where an example says more than the key. */
const examples: Readonly<Record<string, string>> = {
  '': 'export default definePlatform({ ... })',
  domain: "domain: 'foobar.com'",
  app: "app: { directory: 'app', start: 'node src/main.ts' }",
  'app.directory': "directory: 'app'",
  'app.start': "start: 'node src/main.ts'",
  target: "target: { directory: '/var/backups/smartx' }",
  provider: 'it by writing the environment as lab({ ... }) or servers({ ... })',
};

/** What to say where a required value is not there. */
export function missing(path: string): Problem {
  const key = path.split('.').at(-1)!;
  const reason = path === '' ? 'the declaration is missing.' : `\`${key}\` is required, and it is missing.`;
  return { code: 'VALUE_MISSING', path, reason, fix: `Add ${examples[path] ?? examples[key] ?? `\`${key}\``}.` };
}

function wrongContainer(path: string, issue: Issue): Problem {
  const [wanted, example] =
    issue.code === 'invalid_type' && issue.expected === 'array' ? ['a list', '[...]'] : ['an object', '{ ... }'];
  return {
    code: 'WRONG_KIND',
    path,
    reason: `${show(issue.input)} is not ${wanted}.`,
    fix: `Write ${wanted}: ${example}.`,
  };
}
