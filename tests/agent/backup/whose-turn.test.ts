import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MemberAnswer } from '../../../agent/backup/choose-member.ts';
import type { BackupConfig } from '../../../agent/backup/config.ts';
import { metricsFile, renderMetrics } from '../../../agent/backup/metrics.ts';
import { openStore } from '../../../agent/backup/store.ts';
import { isOwnTurn } from '../../../agent/backup/whose-turn.ts';

const program = join(import.meta.dirname, '../../../agent/backup/main.ts');
let place: string;
let agent: Server;
let answer: MemberAnswer;
let config: BackupConfig;
const said: string[] = [];
const isTurn = () => isOwnTurn(config, 'full', (line) => said.push(line));
const told = () => readFileSync(join(config.metricsDirectory, metricsFile('full')), 'utf8');
const secondary = { primary: false, secondary: true };
const nobody = { primary: false, secondary: false };

/** A standing alert: the last run on this host failed. */
function failedBefore(): void {
  const text = renderMetrics('full', { ok: false, now: new Date(0) }, '');
  writeFileSync(join(config.metricsDirectory, metricsFile('full')), text);
}

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'smartx-turn-'));
  for (const name of ['target', 'metrics']) mkdirSync(join(place, name));
  agent = createServer((_request, response) => response.end(JSON.stringify(answer)));
  await new Promise<void>((resume) => agent.listen(0, '127.0.0.1', resume));
  config = {
    ...{ self: 'db-1', mode: 'group', schema: 'app', recipient: 'age1', keepMs: 1 },
    members: [{ name: 'db-1', address: '127.0.0.1' }],
    healthPort: (agent.address() as AddressInfo).port,
    socketPath: join(place, 'none.sock'),
    target: { kind: 'directory', directory: join(place, 'target') },
    scratchDirectory: join(place, 'scratch'),
    metricsDirectory: join(place, 'metrics'),
    cacheDirectory: join(place, 'cache'),
  };
});

afterEach(async () => {
  await new Promise((resume) => agent.close(resume));
  rmSync(place, { recursive: true, force: true });
  said.length = 0;
});

test('a run is another member’s work only where that one is well', async () => {
  failedBefore();
  answer = { host: 'db-2', ...secondary };
  expect(await isTurn()).toBe(false);
  expect(told()).not.toContain('smartx_backup_result');
  answer = { host: 'db-1', ...secondary };
  expect(await isTurn()).toBe(true);
});

test('when no member is well, the run failed, and a standing alert stands', async () => {
  failedBefore();
  answer = { host: 'db-2', ...nobody };
  await expect(isTurn()).rejects.toThrow('no member of the database is healthy');
  expect(told()).toContain('smartx_backup_result{kind="full"} 0');
});

test('a member whose turn it is not tells of a mount that is missing there', async () => {
  answer = { host: 'db-2', ...secondary };
  await openStore(config).claim();
  expect(await isTurn()).toBe(false);
  renameSync(join(place, 'target'), join(place, 'gone'));
  mkdirSync(join(place, 'target'));
  await expect(isTurn()).rejects.toThrow('is not the target that was used before');
  expect(told()).toContain('smartx_backup_result{kind="full"} 0');
});

test('a target that cannot be looked at is the worry of whoever makes the backups', async () => {
  answer = { host: 'db-2', ...secondary };
  rmSync(join(place, 'target'), { recursive: true });
  writeFileSync(join(place, 'target'), '');
  expect(await isTurn()).toBe(false);
  expect(said.join()).toContain('ENOTDIR');
});

test.each(['full', 'logs', 'check'] as const)('the program ends badly when %s finds nobody to do it', (kind) => {
  const file = join(place, 'config.json');
  // Nobody listens on the first port.
  writeFileSync(file, JSON.stringify({ ...config, healthPort: 1 }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, kind, '--scheduled', '--config', file], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('no member of the database is healthy');
  expect(readFileSync(join(config.metricsDirectory, metricsFile(kind)), 'utf8')).toContain(
    `smartx_backup_result{kind="${kind}"} 0`,
  );
});
