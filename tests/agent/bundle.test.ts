import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleDatabaseAgent } from '../../agent/bundle.ts';
import { sampleConfig } from './sample-config.ts';

const directory = mkdtempSync(join(tmpdir(), 'smartx-agent-'));
const agent = join(directory, 'database-agent.mjs');
let source = '';

beforeAll(async () => {
  source = await bundleDatabaseAgent();
  writeFileSync(agent, source);
});
afterAll(() => rmSync(directory, { recursive: true }));

test('the same sources give the same bytes, without paths of this machine', async () => {
  expect(await bundleDatabaseAgent()).toBe(source);
  expect(source).not.toContain(process.cwd());
});

test('it runs by itself, outside of the checkout, and says how it is used', () => {
  const { status, stderr } = spawnSync(process.execPath, [agent], { cwd: directory, encoding: 'utf8' });
  expect([status, stderr.split('\n')[0]]).toEqual([2, 'usage: database-agent [COMMAND] --config FILE']);
});

test('a wrong configuration is one message and exit code 1', () => {
  const config = join(directory, 'wrong.json');
  writeFileSync(config, JSON.stringify({ ...sampleConfig(), schemas: 7 }));
  const { status, stderr } = spawnSync(process.execPath, [agent, '--config', config], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    1,
    'The configuration of the database agent is wrong:\n  schemas: must be of type array\n',
  ]);
});

test('without mysqld it keeps running, answers 503, and ends on SIGTERM', () => {
  const config = join(directory, 'away.json');
  const listen = { address: '127.0.0.1', port: 49_213 };
  writeFileSync(config, JSON.stringify({ ...sampleConfig(), listen, socketPath: join(directory, 'no.sock') }));
  const script = `
    "${process.execPath}" "${agent}" --config "${config}" & agent=$!
    for try in $(seq 50); do
      code=$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:${listen.port}/primary) && break
      sleep 0.1
    done
    kill -TERM $agent
    wait $agent
    echo "health=$code exit=$?"`;
  const output = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(output).toContain('mysqld does not answer: waiting for it');
  expect(output).toContain('health=503 exit=0');
});
