import { z } from 'zod';
import { parseCommand } from './command.ts';
import { parseCron } from './cron.ts';
import type { AppDeclaration, JobDeclaration } from './declaration.ts';
import { parseDuration } from './duration.ts';
import { boolean, choice, type Fields, leaf, line, list, wholeNumber, wrongKind } from './leaf.ts';
import { limitsSchema } from './limits-schema.ts';
import { bad, good, type Reading, show } from './reading.ts';

const environmentCharactersMax = 4_096;

const jobSchema = z.strictObject({
  name: leaf(parseJobName),
  schedule: leaf(parseCron),
  command: leaf(parseCommand),
} satisfies Fields<JobDeclaration>);

export const appSchema = z.strictObject({
  directory: line(4_096),
  hostname: line(255).optional(),
  path: leaf(parsePlace).optional(),
  start: leaf(parseCommand),
  build: leaf(
    (value): Reading<readonly string[] | false> => (value === false ? good(value) : parseCommand(value)),
  ).optional(),
  buildOn: choice(['operator', 'hosts']).prefault('operator'),
  migrate: leaf(parseCommand).optional(),
  mayChangeSchema: boolean().prefault(false),
  port: leaf(parsePort).optional(),
  health: leaf(parseHttpPath).optional(),
  ready: leaf(parseHttpPath).optional(),
  metrics: leaf(parseMetricsPath).optional(),
  runtime: choice(['node-24', 'python-3', 'none']).prefault('node-24'),
  packages: list(leaf(parsePackage), 100).prefault([]),
  workers: wholeNumber({ min: 1, max: 256 }).optional(),
  startTimeout: leaf((value) => parseDuration(value, { minMs: 1_000, maxMs: 600_000, stepMs: 1_000 })).prefault('30s'),
  stopSignal: choice(['SIGTERM', 'SIGINT', 'SIGQUIT']).prefault('SIGTERM'),
  stopTimeout: leaf((value) => parseDuration(value, { minMs: 1_000, maxMs: 120_000, stepMs: 1_000 })).prefault('15s'),
  static: z.record(z.string(), leaf(parseInnerDirectory)).prefault({}),
  limits: limitsSchema.prefault({}),
  contract: choice(['ledger']).optional(),
  environment: z.record(z.string(), leaf(parseVariable)).prefault({}),
  secrets: list(leaf(parseSecret), 100).prefault([]),
  jobs: list(jobSchema, 100).prefault([]),
} satisfies Fields<AppDeclaration>);

export type WrittenApp = z.output<typeof appSchema>;

/** A part of a hostname. Its characters mean nothing in a configuration, and no segment of it is a dot or two. */
function parsePlace(value: unknown): Reading<string> {
  const isPlace =
    typeof value === 'string' && value.length <= 60 && /^\/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*\/)*$/.test(value);
  return isPlace
    ? good(value)
    : bad(
        'APP_PATH_INVALID',
        `${show(value)} is not the path of an application.`,
        "Begin and end it with a slash: '/blog/'.",
      );
}

function parseJobName(value: unknown): Reading<string> {
  return typeof value === 'string' && /^[a-z][a-z0-9-]{0,39}$/.test(value)
    ? good(value)
    : bad(
        'JOB_NAME_INVALID',
        `${show(value)} is not a name for a job.`,
        'Write up to 40 lower case letters, digits and hyphens, a letter first.',
      );
}

/** The application has no privileges, and ports below 1024 need one. */
function parsePort(value: unknown): Reading<number> {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1_024 && value <= 65_535) return good(value);
  return bad(
    'APP_PORT_INVALID',
    `the application cannot listen on ${show(value)}.`,
    'Write a port from 1024 to 65535.',
  );
}

function parseHttpPath(value: unknown): Reading<string> {
  return typeof value === 'string' && /^\/[A-Za-z0-9\-._~/%]{0,255}$/.test(value)
    ? good(value)
    : bad('HTTP_PATH_INVALID', `${show(value)} is not a path.`, "Start it with a slash, without a query: '/healthz'.");
}

/** Users are kept from it by what Nginx has decoded, in which what is written as %41 never occurs. */
function parseMetricsPath(value: unknown): Reading<string> {
  return typeof value === 'string' && value.includes('%')
    ? bad('HTTP_PATH_INVALID', `${show(value)} is escaped.`, "Write it as it is, without '%': '/metrics'.")
    : parseHttpPath(value);
}

function parseVariable(value: unknown): Reading<string> {
  if (typeof value !== 'string') return wrongKind(value, 'text in quotes');
  // systemd.exec(5) reads an environment file by lines, and what the hosts get must be what was written.
  if (/[\0\n\r]/.test(value) || value.length > environmentCharactersMax) {
    return bad(
      'ENVIRONMENT_VALUE_INVALID',
      'the value has several lines, or is too long.',
      `Write one line of at most ${environmentCharactersMax} characters.`,
    );
  }
  return good(value);
}

/** Debian Policy, section 5.6.7 */
function parsePackage(value: unknown): Reading<string> {
  return typeof value === 'string' && /^[a-z0-9][a-z0-9+.-]{1,99}$/.test(value)
    ? good(value)
    : bad('PACKAGE_NAME_INVALID', `${show(value)} is not the name of a Debian package.`, "Write one: 'python3-flask'.");
}

/** Its characters need no quoting, and no part of it leads out of the release. */
function parseInnerDirectory(value: unknown): Reading<string> {
  const words = typeof value === 'string' ? value.replace(/^\.\//, '').replace(/\/$/, '') : '';
  const isInner = /^[A-Za-z0-9._/-]{1,60}$/.test(words) && words.split('/').every((part) => /[^.]/.test(part));
  if (isInner) return good(words);
  const fix = "Name it relative to app.directory, without leaving it: 'staticfiles'.";
  return bad('STATIC_DIRECTORY_INVALID', `${show(value)} is not a directory in the application.`, fix);
}

type ReadSecret = { readonly name: string; readonly generate: boolean };

function parseSecret(value: unknown): Reading<ReadSecret> {
  if (typeof value === 'string') return good({ name: value, generate: false });
  const {
    name,
    generate = false,
    ...rest
  } = (typeof value === 'object' && value !== null ? value : {}) as {
    name?: unknown;
    generate?: unknown;
  };
  if (typeof name === 'string' && typeof generate === 'boolean' && Object.keys(rest).length === 0) {
    return good({ name, generate });
  }
  return wrongKind(value, "the name of a variable, or { name: 'SESSION_KEY', generate: true }");
}
