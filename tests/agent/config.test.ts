import { describe, expect, test } from 'vitest';
import { type DatabaseAgentConfig, parseDatabaseAgentConfig } from '../../agent/config.ts';
import { sampleConfig } from './sample-config.ts';

type Draft = { -readonly [Key in keyof DatabaseAgentConfig]: DatabaseAgentConfig[Key] } & Record<string, unknown>;

function parse(change: (config: Draft) => void): DatabaseAgentConfig {
  const config = sampleConfig() as Draft;
  change(config);
  return parseDatabaseAgentConfig(JSON.stringify(config));
}

test('accepts a group and a single server as they are', () => {
  expect(parse(() => {})).toEqual(sampleConfig());
  expect(parse((config) => Object.assign(config, { mode: 'single', members: [config.self] })).mode).toBe('single');
});

describe('refuses', () => {
  test.each<[string, (config: Draft) => void, RegExp]>([
    ['an unknown key', (config) => (config.pasword = 'x'), /the file: does not know pasword/],
    ['an unknown mode', (config) => Object.assign(config, { mode: 'multi' }), /mode: must be one of single, group/],
    [
      'a host that is no member',
      (config) => (config.self = { name: 'db-9', address: '10.0.0.9' }),
      /does not contain this host, db-9/,
    ],
    [
      'a contradicting address',
      (config) => (config.self = { name: 'db-2', address: '10.0.0.9' }),
      /another address than self/,
    ],
    ['a group of two', (config) => config.members.pop(), /needs at least three members/],
    ['several members of a single server', (config) => (config.mode = 'single'), /mode single has exactly one member/],
    ['a member twice', (config) => config.members.push(config.members[0]!), /db-1 occurs more than once/],
    ['a port that is none', (config) => (config.listen.port = 0), /listen\.port: must be at least 1/],
    ['a group name that is no UUID', (config) => (config.groupName = 'ours'), /groupName: must be a UUID/],
    [
      'a recovery password that MySQL would cut',
      (config) => (config.recovery.password = 'x'.repeat(33)),
      /recovery\.password: must have 8 to 32/,
    ],
    [
      'one account for two purposes',
      (config) => (config.agent = config.recovery),
      /agent\.user: must differ from recovery\.user/,
    ],
    ['a reserved account', (config) => (config.accounts[0]!.user = 'root'), /root is reserved/],
    [
      'everything on everything',
      (config) => (config.accounts[0]!.grants = [{ privileges: ['ALL'], on: '*.*' }]),
      /may not have ALL on \*\.\*/,
    ],
    ['a quote in a schema', (config) => config.schemas.push('a`b'), /schemas\.?\[?1\]?: must be 1 to 64/],
    [
      'a statement in a privilege',
      (config) => (config.accounts[0]!.grants[0]!.privileges = ['SELECT; DROP']),
      /must be a privilege/,
    ],
    ['a relative path', (config) => (config.tls.ca = 'ca.crt'), /tls\.ca: must be an absolute path/],
  ])('%s', (_, change, message) => {
    expect(() => parse(change)).toThrow(message);
  });

  test('all at once', () => {
    const wrong = () => parse((config) => Object.assign(config, { mode: 'x', schemas: 'ledger', socketPath: 'sock' }));
    expect(wrong).toThrow(/mode:.*\n.*socketPath:.*\n.*schemas: must be of type array/);
  });

  test('without repeating a secret', () => {
    const messages = [
      () => parseDatabaseAgentConfig('{"recovery": {"password": "hunter2"'),
      () => parse((config) => (config.recovery.password = 'hunter2')),
    ].map((wrong) => {
      try {
        wrong();
        return '';
      } catch (error) {
        return String(error);
      }
    });
    for (const message of messages) expect(message).toMatch(/^(?!.*hunter2).+/s);
  });
});
