import { describe, expect, it } from 'vitest';
import { renderFirstHostsFile, renderKnownHosts, renderSshConfig } from '../../src/lab/machine-files.ts';
import { labPaths } from '../../src/lab/paths.ts';

describe('renderFirstHostsFile', () => {
  it('never leaves a machine without an address for its own name', () => {
    expect(renderFirstHostsFile('web-1')).toContain('127.0.1.1 web-1\n');
  });
});

describe('renderKnownHosts', () => {
  it('lists the keys by host name, without comments', () => {
    const keys = new Map([
      ['web-1', 'ssh-ed25519 BBBB web-1\n'],
      ['db-1', 'ssh-ed25519 AAAA db-1\n'],
    ]);
    expect(renderKnownHosts(keys)).toBe('db-1 ssh-ed25519 AAAA\nweb-1 ssh-ed25519 BBBB\n');
  });
});

describe('renderSshConfig', () => {
  const config = renderSshConfig({ directory: '/l/ssh', key: '/l/ssh/key', knownHosts: '/l/ssh/known_hosts' }, [
    { name: 'web-1', privateAddress: '10.214.0.31' },
    { name: 'db-1', privateAddress: '10.214.0.41' },
  ]);

  it('sorts the hosts and checks their keys under their names', () => {
    expect(config.startsWith('Host db-1\n  HostName 10.214.0.41\n  HostKeyAlias db-1\nHost web-1\n')).toBe(true);
    expect(config).toContain('  StrictHostKeyChecking yes\n');
    expect(config).toContain('  UserKnownHostsFile /l/ssh/known_hosts\n');
  });

  it('keeps control sockets within the 104 bytes of an address, the suffix of ssh included', () => {
    const socket = `${labPaths('abcdefghijklmnop').ssh}/mux-app-1234567`;
    expect(socket.length + '.0123456789abcdef'.length).toBeLessThan(104);
  });
});
