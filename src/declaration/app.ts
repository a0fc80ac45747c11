import type { Problem } from '../problems/problem.ts';
import type { WrittenApp } from './app-schema.ts';
import { givenVariables, isSecretVariable, suggestedVariables, variablesIn } from './app-variables.ts';
import { readLimits } from './limits.ts';
import type { DeclaredApp, StaticDirectory } from './model.ts';
import { show } from './reading.ts';
import { withSlash } from './with-slash.ts';

/** What follows from what is written of an application alone; where it is and what is in its directory does not. */
export type AppItself = Omit<DeclaredApp, 'name' | 'hostNames' | 'path' | 'port' | 'directory' | 'build'>;

/**
 * @param at where it is written: `app`, or `apps.api`
 * @param path the part of its hostname that it has
 * @param bodyBytesMax of requests, where it says nothing itself
 */
export function readApp(
  app: WrittenApp,
  at: string,
  path: string,
  bodyBytesMax: number,
): { app: AppItself; problems: Problem[] } {
  const jobs = app.jobs.filter((job) => job !== undefined);
  const { limits, problems: limitProblems } = readLimits(app, path, bodyBytesMax);
  const secrets = app.secrets.filter((secret) => secret !== undefined);
  return {
    app: {
      runtime: app.runtime,
      packages: [...new Set(app.packages.filter((name) => name !== undefined))].sort(),
      workers: app.workers,
      startTimeoutSeconds: app.startTimeout / 1_000,
      stopSignal: app.stopSignal,
      stopTimeoutSeconds: app.stopTimeout / 1_000,
      staticDirectories: readStatic(app.static),
      limits,
      contract: app.contract,
      mayChangeSchema: app.mayChangeSchema,
      start: app.start,
      buildOn: app.buildOn,
      migrate: app.migrate,
      healthPath: app.health ?? `${path}healthz`,
      readyPath: app.ready ?? `${path}readyz`,
      metricsPath: app.metrics,
      environment: Object.fromEntries(Object.entries(app.environment).sort(([one], [other]) => (one < other ? -1 : 1))),
      secrets: secrets.map(({ name }) => name).sort(),
      generatedSecrets: secrets.flatMap(({ name, generate }) => (generate ? [name] : [])).sort(),
      jobs,
    },
    problems: [
      ...checkVariables(app.environment),
      ...checkSecrets(app.secrets, app.environment),
      ...checkJobs(app.jobs),
      ...checkStatic(app.static),
      ...checkReferences(app),
      ...limitProblems,
    ].map((problem) => ({ ...problem, path: `${at}.${problem.path}` })),
  };
}

/** Set by Smartx on every application host. */
const reservedVariables = [
  ...Object.keys(givenVariables).filter((name) => !suggestedVariables.includes(name)),
  'PATH',
  'WEB_CONCURRENCY',
];

function checkVariables(environment: WrittenApp['environment']): Problem[] {
  return Object.keys(environment).flatMap((name) => checkVariable(name, `environment.${name}`));
}

/** A variable has one value, and it is secret or it is not. */
function checkSecrets(secrets: WrittenApp['secrets'], environment: WrittenApp['environment']): Problem[] {
  const names = secrets.map((secret) => secret?.name);
  return names.flatMap((name, place): Problem[] => {
    if (name === undefined) return [];
    const path = `secrets.${place}`;
    const problems = checkVariable(name, path);
    if (problems.length > 0) return problems;
    const code = 'SECRET_DUPLICATE';
    if (Object.hasOwn(environment, name)) {
      const fix = 'Leave it in one of them: what is secret, in `secrets`.';
      return [{ code, path, reason: `${name} stands in \`environment\`, too.`, fix }];
    }
    if (names.indexOf(name) === place) return [];
    return [{ code, path, reason: `${name} is named twice.`, fix: 'Name it once.' }];
  });
}

function checkVariable(name: string, path: string): Problem[] {
  const flaw = variableFlaw(name);
  return flaw === undefined ? [] : [{ ...flaw, path }];
}

/** Why an environment variable of the application cannot be called so; undefined when it can. */
export function variableFlaw(name: string): Omit<Problem, 'path'> | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    const fix = 'Write letters, digits and underscores, no digit first.';
    return { code: 'ENVIRONMENT_VARIABLE_INVALID', reason: `${show(name)} is not a name for a variable.`, fix };
  }
  if (!reservedVariables.includes(name)) return undefined;
  const fix = 'Remove it, or use another name.';
  return { code: 'ENVIRONMENT_VARIABLE_RESERVED', reason: `Smartx itself sets ${name}.`, fix };
}

function checkJobs(jobs: WrittenApp['jobs']): Problem[] {
  const seen = new Set<string>();
  return jobs.flatMap((job, place): Problem[] => {
    if (job === undefined) return [];
    const isTaken = seen.has(job.name);
    seen.add(job.name);
    const path = `jobs.${place}.name`;
    const reason = `there are two jobs called ${show(job.name)}.`;
    return isTaken ? [{ code: 'JOB_NAME_DUPLICATE', path, reason, fix: 'Give each job a name of its own.' }] : [];
  });
}

const staticMax = 4;

function readStatic(written: WrittenApp['static']): StaticDirectory[] {
  const directories = Object.entries(written).map(([path, directory]) => ({ path: withSlash(path), directory }));
  return directories.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function checkStatic(written: WrittenApp['static']): Problem[] {
  const paths = Object.keys(written);
  const code = 'STATIC_PATH_INVALID';
  const shape = paths.flatMap((path): Problem[] => {
    const at = `static.${path}`;
    if (!/^\/[A-Za-z0-9._/-]{1,60}$/.test(path) || path.includes('//') || path.includes('..')) {
      const fix = "Begin and end it with a slash: '/static/'.";
      return [{ code, path: at, reason: `${show(path)} is not the path of static files.`, fix }];
    }
    const outer = paths.find(
      (other) => other !== path && other !== '/' && withSlash(path).startsWith(withSlash(other)),
    );
    if (outer === undefined) return [];
    const reason = `${show(path)} lies in ${show(outer)}, which has files of its own.`;
    return [{ code, path: at, reason, fix: 'Leave one of them out, or put them beside each other.' }];
  });
  if (paths.length <= staticMax) return shape;
  const reason = `there are ${paths.length} paths, and ${staticMax} are allowed.`;
  return [...shape, { code, path: 'static', reason, fix: 'Put more files under fewer paths.' }];
}

/** What Smartx fills in is there, and no command line shows a password to whoever lists processes. */
function checkReferences(app: WrittenApp): Problem[] {
  const commands = [
    ['start', app.start],
    ['migrate', app.migrate ?? []],
    ...app.jobs.map((job, place) => [`jobs.${place}.command`, job?.command ?? []] as const),
  ] as const;
  return [
    ...Object.entries(app.environment).flatMap(([name, value]) => checkNames(value, `environment.${name}`)),
    // Unknown ones are a script's own business: ['sh', '-c', '...'].
    ...commands.flatMap(([path, words]) => words.flatMap((word) => checkOpen(word, path))),
  ];
}

function checkNames(text: string, path: string): Problem[] {
  const unknown = variablesIn(text).filter((name) => !Object.hasOwn(givenVariables, name));
  return unknown.map((name) => ({
    code: 'VARIABLE_UNKNOWN',
    path,
    reason: `$${name} is nothing that Smartx could fill in.`,
    fix: `Write one of ${Object.keys(givenVariables).join(', ')}, or $$${name} for these very characters.`,
  }));
}

function checkOpen(text: string, path: string): Problem[] {
  const secret = variablesIn(text).filter(isSecretVariable);
  return secret.map((name) => ({
    code: 'SECRET_IN_COMMAND',
    path,
    reason: `$${name} holds a password, and everybody on the host can read command lines.`,
    fix: `Let the application read it from its environment; a script of sh -c does so with $$${name}.`,
  }));
}
