import { expect, test } from 'vitest';
import { chooseHosts } from '../../src/cli/plan/choose-hosts.ts';
import type { Platform } from '../../src/platform/platform.ts';

const hosts = [
  { name: 'lb-1', roles: ['dns', 'loadBalancer'] },
  { name: 'web-1', roles: ['web', 'app'] },
  { name: 'web-2', roles: ['web', 'app'] },
  { name: 'db-1', roles: ['database'] },
] as unknown as Platform['hosts'];

test.each([
  [{}, undefined],
  [{ host: ['db-1'] }, ['db-1']],
  [{ only: ['web'] }, ['web-1', 'web-2']],
  [{ only: ['dns', 'database'] }, ['lb-1', 'db-1']],
  [{ host: ['web-2'], only: ['loadBalancer'] }, ['web-2', 'lb-1']],
])('%j chooses %j', (options, expected) => {
  const chosen = chooseHosts({ hosts }, options);
  expect(chosen === undefined ? undefined : [...chosen]).toEqual(expected);
});

test.each([
  [{ host: ['web-3'] }, "There is no host 'web-3'. (Did you mean web-1?)"],
  [{ only: ['loadbalancer'] }, "There is no role 'loadbalancer'. (Did you mean loadBalancer?)"],
])('%j is refused', (options, words) => {
  expect(() => chooseHosts({ hosts }, options)).toThrow(words);
});
