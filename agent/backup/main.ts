import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { messageOf } from '../log.ts';
import { readCatalogue } from './catalogue.ts';
import { checkBackup } from './check.ts';
import type { Wanted } from './choose-chain.ts';
import { readChosenMember } from './choose-member.ts';
import { readCommitted } from './committed.ts';
import { type BackupConfig, parseBackupConfig } from './config.ts';
import type { FullManifest } from './documents.ts';
import { endOnceHeard } from './end-once-heard.ts';
import { type BackupKind, writeMetrics } from './metrics.ts';
import { outliveListeners } from './outlive-listeners.ts';
import { prune } from './prune.ts';
import { readRuns, readSince } from './read-runs.ts';
import { restoreDirectory } from './restore.ts';
import { runRestore } from './run-restore.ts';
import { emptyScratch } from './scratch.ts';
import { openStore } from './store.ts';
import { takeFull } from './take-full.ts';
import { takeLogs } from './take-logs.ts';
import type { Tell } from './tell.ts';
import { isOwnTurn } from './whose-turn.ts';

const USAGE = `usage: database-backup COMMAND --config FILE

  chosen                          print which member makes the backups now
  full                            make a full backup
  logs                            write closed binary logs
  list                            print all manifests and checks
  runs                            print how the last runs on this host ended, and since when backups are declared
  check [BACKUP]                  restore into a scratch instance and compare
  committed                       print what this member has committed, and whether it is the primary
  restore BACKUP                  replace the applications' schemas by those of a full backup
  restore [BACKUP] --to-time T | --before-transaction GTID
                                  the same, with the binary logs that follow it, or the newest that serves
  tidy                            remove what a run that was killed left in the scratch directories

  --scheduled         do nothing on a member that is not chosen (full, logs, check)
  --committed GTIDS   wait until this member has them (restore --to-time)
  --identity FILE     the private key of age(1); without it, it is read from standard input (check, restore)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    config: { type: 'string' },
    identity: { type: 'string' },
    'to-time': { type: 'string' },
    'before-transaction': { type: 'string' },
    committed: { type: 'string' },
    scheduled: { type: 'boolean' },
  },
});

outliveListeners();

/** Lines for people, and at the end the answer: a line that is one JSON document. What went wrong is on stderr. */
const tell: Tell = (line) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const [command = '', name] = positionals;
  if (values.config === undefined || !(command in commands)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const config = parseBackupConfig(readFileSync(values.config, 'utf8'));
  if (values.scheduled && !(await isOwnTurn(config, command as BackupKind, tell))) {
    tell('another member makes the backups');
    return 0;
  }
  process.stdout.write(`${JSON.stringify(await commands[command as keyof typeof commands](config, name))}\n`);
  return 0;
}

const commands = {
  chosen: async (config: BackupConfig) => ({ host: await readChosenMember(config) }),
  list: async (config: BackupConfig) => {
    const { checks, ...rest } = await readCatalogue(openStore(config), tell);
    return { ...rest, checks: [...checks.values()] };
  },
  committed: (config: BackupConfig) => readCommitted(config),
  runs: async (config: BackupConfig) => ({
    runs: await readRuns(config.metricsDirectory),
    since: await readSince(values.config!),
  }),
  tidy: async (config: BackupConfig) => {
    for (const directory of [config.scratchDirectory, restoreDirectory(config)]) await emptyScratch(directory);
    return {};
  },
  full: (config: BackupConfig) => measured(config, 'full', () => makeFull(config)),
  logs: (config: BackupConfig) =>
    measured(config, 'logs', async () => {
      const taken = await takeLogs(config, openStore(config), tell);
      if (taken.fullDue === undefined) return taken;
      tell(`a full backup first: ${taken.fullDue}`);
      await measured(config, 'full', () => makeFull(config));
      return taken;
    }),
  check: async (config: BackupConfig, name: string | undefined) => {
    const identity = await readIdentity();
    const { metricsDirectory } = config;
    const failed = () => writeMetrics(metricsDirectory, 'check', { ok: false, now: new Date() });
    const { record, full } = await checkBackup(config, openStore(config), name, identity, tell).catch(async (error) => {
      await failed();
      throw error;
    });
    if (record.good)
      await writeMetrics(metricsDirectory, 'check', { ok: true, now: new Date(), backupTime: new Date(full.when) });
    else await failed();
    if (!record.good) throw new Error(`${record.name} is no good: ${record.reason}`);
    return record;
  },
  restore: async (config: BackupConfig, name: string | undefined) => {
    const request = async () => ({
      wanted: readWanted(name),
      committed: values.committed,
      identity: await readIdentity(),
    });
    return runRestore(config, () => openStore(config), request, tell);
  },
};

function readWanted(name: string | undefined): Wanted {
  const { 'to-time': time, 'before-transaction': before } = values;
  const from = name === undefined ? {} : { from: name };
  if (time !== undefined && before === undefined) return { time: new Date(time), ...from };
  if (before !== undefined && time === undefined) return { before, ...from };
  if (name !== undefined && time === undefined) return { name };
  throw new Error('name a backup, a time, or a transaction');
}

async function measured<T>({ metricsDirectory }: BackupConfig, kind: BackupKind, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    await writeMetrics(metricsDirectory, kind, { ok: true, now: new Date() });
    return result;
  } catch (error) {
    await writeMetrics(metricsDirectory, kind, { ok: false, now: new Date() });
    throw error;
  }
}

/** The target is made before hours of work, not after them. */
async function makeFull(config: BackupConfig): Promise<FullManifest> {
  const store = openStore(config);
  await store.claim();
  const full = await takeFull(config, store, tell);
  await prune(config, store, tell);
  return full;
}

async function readIdentity(): Promise<string> {
  const identity = values.identity === undefined ? await text(process.stdin) : readFileSync(values.identity, 'utf8');
  if (identity.trim().startsWith('AGE-SECRET-KEY-')) return identity;
  throw new Error('the private key of the backups is missing: give it on standard input, or with --identity');
}

// Work that nobody waits for any more would let Node end with code 0, as if all were well.
process.exitCode = 70;
main()
  .catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    return 1;
  })
  .then(endOnceHeard);
