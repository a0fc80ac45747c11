import { type Clue, type Finding, hasDirectory, joinClues, type ProjectFiles } from './finding.ts';
import { healthPaths } from './health-paths.ts';
import { nodeBuild } from './node-build.ts';
import { type NodeStart, readNodeStart } from './node-start.ts';
import { allowsNode24 } from './node-versions.ts';
import { type PackageJson, readPackageJson } from './package-json.ts';
import { releaseOf } from './procfile.ts';
import { readsVariables } from './variables.ts';

const sources = /\.[cm]?[jt]sx?$/;

/** A package.json that says how to start something. */
export function detectNode(files: ProjectFiles, sure: boolean): Finding | undefined {
  const json = readPackageJson(files);
  const start = readNodeStart(files, json);
  if (!sure && (json === undefined || start === undefined)) return undefined;
  return joinClues('node', [
    startClue(start),
    ...(json === undefined
      ? []
      : [serverClue(files, json), nodeBuild(files, json), engineClue(json), migrateClue(json)]),
    releaseOf(files),
    readsVariables(files, sources),
    publicClue(files),
    healthPaths(files, sources),
  ]);
}

function startClue(start: NodeStart | undefined): Clue {
  if (start === undefined) {
    return { unknown: ['what starts it: `node src/main.ts` is taken, for no package.json says it'] };
  }
  const { command, environment, file, says, assumed } = start;
  return { app: { start: command, environment }, found: [{ file, says }], assumed };
}

const servers =
  /^(?:express|fastify|koa|hono|@hono\/node-server|@hapi\/hapi|@nestjs\/core|next|nuxt|@adonisjs\/core|@strapi\/strapi|@sveltejs\/adapter-node|@remix-run\/serve|@react-router\/serve|@astrojs\/node|@feathersjs\/feathers|restify|polka|micro|sails|ghost|h3)$/;
const mysqlDrivers = /^(?:mysql2?|mariadb|@prisma\/adapter-mariadb)$/;
const otherDrivers = /^(?:pg|postgres|mongodb|mongoose|better-sqlite3|sqlite3|mssql|oracledb)$/;

function serverClue(files: ProjectFiles, { dependencies }: PackageJson): Clue {
  const names = Object.keys(dependencies).sort();
  const framework = names.find((name) => servers.test(name));
  const other = names.find((name) => otherDrivers.test(name));
  const listens = [...files].some(([path, text]) => sources.test(path) && /\bPORT\b/.test(text));
  return {
    found: framework === undefined ? [] : [{ file: 'package.json', says: `it depends on ${framework}` }],
    unknown: [
      ...(listens || framework === 'next' ? [] : ['whether it listens on $PORT: no file of it names PORT']),
      ...(other === undefined || names.some((name) => mysqlDrivers.test(name))
        ? []
        : [`how it speaks to MySQL: package.json names ${other}, which is for another database`]),
    ],
  };
}

function engineClue({ engines }: PackageJson): Clue {
  if (engines.node === undefined || allowsNode24(engines.node)) return {};
  return { unknown: [`whether it runs on Node 24, which the hosts have: package.json wants ${engines.node}`] };
}

/** Tools that change a schema, as they are called where nobody looks on. */
const migrations: readonly (readonly [dependency: string, command: string])[] = [
  ['prisma', 'node_modules/.bin/prisma migrate deploy'],
  ['knex', 'node_modules/.bin/knex migrate:latest'],
  ['sequelize-cli', 'node_modules/.bin/sequelize-cli db:migrate'],
  ['db-migrate', 'node_modules/.bin/db-migrate up'],
];

function migrateClue({ scripts, dependencies }: PackageJson): Clue {
  const script = ['migrate', 'db:migrate', 'migrate:deploy', 'migration:run', 'migrations:run'].find(
    (name) => scripts[name],
  );
  const tool = migrations.find(([dependency]) => dependency in dependencies);
  const simple = script !== undefined && /^node [^&|;<>$`]+$/.test(scripts[script]!) ? scripts[script] : undefined;
  if (script !== undefined) {
    const found = [{ file: 'package.json', says: `its script ${script} changes the schema` }];
    return { app: { migrate: simple ?? ['npm', 'run', script] }, found };
  }
  if (tool === undefined) return { unknown: ['what makes its tables: write `migrate` if there is such a command'] };
  return { app: { migrate: tool[1] }, assumed: [`${tool[0]}, a dependency, changes the schema`] };
}

function publicClue(files: ProjectFiles): Clue {
  if (!hasDirectory(files, 'public')) return {};
  const front = files.has('public/index.html') ? ', its index.html at / included' : '';
  return { assumed: [`Nginx serves public/ by itself${front} (\`web: { static: false }\` if it should not)`] };
}
