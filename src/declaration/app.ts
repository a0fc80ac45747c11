import type { Problem } from '../problems/problem.ts';
import type { DeclaredApp } from './model.ts';
import { show } from './reading.ts';
import type { ReadPlatform } from './schema.ts';

type ReadApp = { app: Omit<DeclaredApp, 'directory' | 'build'>; problems: Problem[] };

export function readApp(read: ReadPlatform): ReadApp {
  const { app } = read;
  const jobs = app.jobs.filter((job) => job !== undefined);
  return {
    app: {
      runtime: app.runtime,
      contract: app.contract,
      start: app.start,
      buildOn: app.buildOn,
      migrate: app.migrate,
      port: app.port,
      healthPath: app.health,
      readyPath: app.ready,
      environment: Object.fromEntries(Object.entries(app.environment).sort(([one], [other]) => (one < other ? -1 : 1))),
      secrets: app.secrets.filter((name) => name !== undefined).sort(),
      jobs,
    },
    problems: [
      ...checkPort(app.port),
      ...checkVariables(app.environment),
      ...checkSecrets(app.secrets, app.environment),
      ...checkJobs(app.jobs),
    ],
  };
}

/** Ports that other daemons of an application host listen on: the database router, and the exporters. */
const takenPorts: Readonly<Record<number, string>> = {
  3306: 'the way to the database',
  3307: 'the way to the database',
  8080: 'the status page of Nginx',
  9100: 'the node exporter',
  9113: 'the Nginx exporter',
};

function checkPort(port: number): Problem[] {
  const holder = takenPorts[port];
  if (holder === undefined) return [];
  const reason = `port ${port} of an application host belongs to ${holder}.`;
  return [{ code: 'PORT_CLASH', path: 'app.port', reason, fix: 'Write another port: 8000 is the default.' }];
}

/** Set by Smartx on every application host. */
const reservedVariables = [
  'DATABASE_CA_FILE',
  'DATABASE_READ_URL',
  'DATABASE_SERVER_NAME',
  'DATABASE_URL',
  'HOST',
  'PATH',
  'PORT',
  'TRUST_PROXY',
];

function checkVariables(environment: ReadPlatform['app']['environment']): Problem[] {
  return Object.keys(environment).flatMap((name) => checkVariable(name, `app.environment.${name}`));
}

/** A variable has one value, and it is secret or it is not. */
function checkSecrets(
  secrets: ReadPlatform['app']['secrets'],
  environment: ReadPlatform['app']['environment'],
): Problem[] {
  return secrets.flatMap((name, place): Problem[] => {
    if (name === undefined) return [];
    const path = `app.secrets.${place}`;
    const problems = checkVariable(name, path);
    if (problems.length > 0) return problems;
    const code = 'SECRET_DUPLICATE';
    if (Object.hasOwn(environment, name)) {
      const fix = 'Leave it in one of them: what is secret, in `secrets`.';
      return [{ code, path, reason: `${name} stands in \`environment\`, too.`, fix }];
    }
    if (secrets.indexOf(name) === place) return [];
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

function checkJobs(jobs: ReadPlatform['app']['jobs']): Problem[] {
  const seen = new Set<string>();
  return jobs.flatMap((job, place): Problem[] => {
    if (job === undefined) return [];
    const isTaken = seen.has(job.name);
    seen.add(job.name);
    const path = `app.jobs.${place}.name`;
    const reason = `there are two jobs called ${show(job.name)}.`;
    return isTaken ? [{ code: 'JOB_NAME_DUPLICATE', path, reason, fix: 'Give each job a name of its own.' }] : [];
  });
}
