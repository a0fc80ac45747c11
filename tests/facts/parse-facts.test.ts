import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseFacts } from '../../src/plan/parse-facts.ts';

/** Captured on a web host of a lab, Debian 13; lines that tell nothing new were taken out. */
const captured = readFileSync(new URL('web-host.txt', import.meta.url), 'utf8');

describe('the facts of a web host', () => {
  const facts = parseFacts(captured);

  test('operating system, packages, runtimes and users', () => {
    expect(facts.os).toEqual({ id: 'debian', version: '13' });
    expect([...facts.packages]).toEqual([
      ['haproxy', '3.0.11-1+deb13u1'],
      ['nginx', '1.26.3-3+deb13u1'],
    ]);
    expect([...facts.runtimes]).toEqual(['node-24']);
    expect(facts.users.get('app')).toEqual(['app', 'www-data']);
    expect(facts.users.has('mysql')).toBe(false);
  });

  test('a file: type, mode, owner, time of change and hash', () => {
    expect(facts.paths.get('/etc/smartx/app.key')).toEqual({
      ...{
        type: 'f',
        mode: 0o400,
        owner: 'app',
        group: 'app',
        changedSeconds: 1795462244.5,
        target: undefined,
      },
      sha256: '2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683',
    });
  });

  test('a name with a space in it', () => {
    expect(facts.paths.get('/etc/smartx/odd name.txt')?.sha256).toMatch(/^80a3ef2f/);
    expect(facts.managed?.files).toContain('/etc/smartx/odd name.txt');
  });

  test('the current release and those beside it', () => {
    expect(facts.paths.get('/srv/app/current')?.target).toBe('releases/aaa');
    expect(facts.paths.get('/srv/app/releases/ccc')?.type).toBe('d');
  });

  test('a unit that runs: its state and which start it is', () => {
    expect(facts.units.get('nginx.service')).toEqual({
      ...{ activeState: 'active', subState: 'running', invocationId: '08970b93c47d4e198d8a6d207802cb80' },
      startedSeconds: 1795462573.25,
    });
    expect(facts.units.has('app-migrate.service')).toBe(false);
  });

  test('what is pulled in at boot', () => {
    expect(facts.enabled.has('nginx.service')).toBe(true);
    expect(facts.enabled.has('dbus.service')).toBe(true);
    expect(facts.enabled.has('haproxy.service')).toBe(false);
  });

  test('what each unit has loaded', () => {
    expect(facts.loaded.get('app.service')?.invocationId).toBe('fe9e0ec945304fc398b44270b6dd6755');
    expect(facts.loaded.get('app-migrate.service')).toEqual({
      invocationId: undefined,
      restartHash: '0c94030ce79d5cb6c27c73e6b1d2d39fba5a2ce5918499aa98ccc7be380bb072',
      reloadHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    });
  });

  test('the last run, and that it ended', () => {
    expect(facts.lastRun).toBe('run-1795462571688');
    expect(facts.unfinished).toBe(false);
    const cutOff = captured.replace('@section runtimes', '/var/lib/smartx/unfinished:run-7\n@section runtimes');
    expect(parseFacts(cutOff).unfinished).toBe(true);
  });
});

describe('an answer that must not become a plan', () => {
  test('one that was cut off', () => {
    expect(() => parseFacts(captured.slice(0, -200))).toThrow('the answer ends too early');
    expect(() => parseFacts('')).toThrow('the answer ends too early');
  });

  test('one without systemd', () => {
    expect(() => parseFacts(captured.replace('@end', '@failed systemctl 1\n@end'))).toThrow(
      'systemctl ended with exit code 1',
    );
  });

  test('one with a section missing', () => {
    expect(() => parseFacts(captured.replace('@section sums', ''))).toThrow();
  });

  test('one with a line that is none of ours', () => {
    expect(() => parseFacts(captured.replace('@section sums', 'what?\n@section sums'))).toThrow('what?');
  });
});

test('a host that Smartx never touched has no records', () => {
  const bare = ['texts', 'runtimes', 'packages', 'paths', 'sums', 'units'].map((name) => `@section ${name}\n`).join('');
  const facts = parseFacts(`${bare}@end\n`);
  expect(facts.managed).toBeUndefined();
  expect(facts.lastRun).toBe('');
  expect(facts.units.size).toBe(0);
});
