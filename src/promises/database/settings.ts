import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host } from '../../platform/platform.ts';
import type { HostManifest } from '../../services/manifest.ts';
import { paths } from '../../services/mysql/paths.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, verdictOf } from '../verdict.ts';
import { judgeMembers, quoteSql, type SqlAnswer, sqlQuestions } from './sql.ts';

/** What mysqld was told is what it does now. */
export function settings({ platform, manifests }: Subject): PlatformPromise {
  const wanted = new Map(
    hostsWithRole(platform, 'database').map((host) => [
      host.name,
      parseOptions(manifests.find((manifest) => manifest.host === host.name)),
    ]),
  );
  const names = [...new Set([...wanted.values()].flatMap((options) => [...options.keys()]))].sort();
  return {
    id: 'database.settings-as-declared',
    tier: 'database',
    claim: 'Every database server runs with the settings that were compiled for it.',
    method: `Each server is asked for the value of every variable that ${paths.configuration} sets, and the values are compared with the compiled file.`,
    limits: `Not compared, because they are no variables or change while the server runs: ${[...notCompared].join(', ')}.`,
    questions: sqlQuestions(platform, 'its settings', [
      `select variable_name, variable_value from performance_schema.global_variables where variable_name in (${names.map(quoteSql).join(', ')})`,
    ]),
    judge: (answers) =>
      verdictOf(
        judgeMembers(platform, 'its settings', answers, (host, answer) =>
          judgeOptions(host, answer, wanted.get(host.name)!),
        ),
      ),
  };
}

/**
 * Options that are no variable, and variables that change while the server runs: by the group, or by the agent, which
 * names those as seeds that it joins.
 */
const notCompared: ReadonlySet<string> = new Set([
  'group_replication_bootstrap_group',
  'group_replication_group_seeds',
  'mysqlx',
  'plugin_load_add',
  'super_read_only',
  'user',
]);

type Options = ReadonlyMap<string, string>;

/** The lines of the option file, as variables. */
function parseOptions(manifest: HostManifest | undefined): Options {
  const content = manifest?.files.find((file) => file.path === paths.configuration)?.content ?? '';
  const lines = content.split('\n').map((line) => /^(\w+) = (.*)$/.exec(line));
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [, name, value] = line ?? [];
      return name === undefined || value === undefined || notCompared.has(name) ? [] : [[name, value]];
    }),
  );
}

function judgeOptions(host: Host, { rows }: SqlAnswer, wanted: Options): Finding {
  const actual = new Map(
    rows.flatMap(([name, value]): [string, string][] => (name === undefined ? [] : [[name, value ?? '']])),
  );
  const faults = [...wanted].flatMap(([name, value]) => {
    const seen = actual.get(name);
    if (seen !== undefined && isEqual(name, value, seen)) return [];
    return [
      `${host.name} should run with ${name} = ${value}, and ${seen === undefined ? 'does not know it' : `has ${seen || 'nothing'}`}.`,
    ];
  });
  return { faults, evidence: `${host.name}: ${wanted.size} settings` };
}

/** The option is the name of the files, the variable says whether there is a log ("--log-bin[=base_name]"). */
function isEqual(name: string, wanted: string, seen: string): boolean {
  if (name === 'log_bin') return seen === 'ON';
  return normalise(wanted) === normalise(seen);
}

function normalise(value: string): string {
  const size = /^(\d+)([KMG])$/.exec(value);
  if (size !== null) return String(Number(size[1]) * 1_024 ** ('KMG'.indexOf(size[2]!) + 1));
  if (/^(on|yes|true)$/i.test(value)) return '1';
  if (/^(off|no|false)$/i.test(value)) return '0';
  return value.replace(/\/$/, '');
}
