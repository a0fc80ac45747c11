import { describe, expect, it } from 'vitest';
import { machineRecipes } from '../../src/lab/image-recipe.ts';
import { chooseAptOptions } from '../../src/lab/image-settings.ts';

const versions = new Map([['node-24', '24.21.0']]);
const keys = (packages: string[], runtimes: string[] = [], architecture = 'x64') =>
  machineRecipes({ packages, runtimes }, architecture, versions).map(({ key }) => key);

describe('machineRecipes', () => {
  it('stacks base, runtime and packages, lowest first', () => {
    const kinds = machineRecipes({ packages: ['nginx'], runtimes: ['node-24'] }, 'x64', versions).map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['base', 'runtime', 'layer']);
  });

  it('makes one image of one set of packages, in whatever order and however often they are named', () => {
    expect(keys(['nginx', 'haproxy'])).toEqual(keys(['haproxy', 'nginx', 'haproxy']));
    expect(keys(['nginx'])).not.toEqual(keys(['haproxy', 'nginx']));
  });

  it('needs no layer for what the base already has', () => {
    expect(keys(['nftables', 'openssl'])).toEqual(keys([]));
    expect(keys([])).toHaveLength(1);
  });

  it('takes MySQL, and only MySQL, from sid', () => {
    const layer = machineRecipes(
      { packages: ['mysql-server', 'prometheus-mysqld-exporter'], runtimes: [] },
      'x64',
      versions,
    )[1];
    expect(layer).toMatchObject({ sidPackages: ['mysql-server'], packages: ['prometheus-mysqld-exporter'] });
  });

  it('makes other images for another architecture and for another version of a runtime', () => {
    expect(keys(['nginx'], [], 'arm64')[0]).not.toBe(keys(['nginx'])[0]);
    expect(keys(['nginx'], [], 'arm64')[1]).not.toBe(keys(['nginx'])[1]);
    const newer = machineRecipes({ packages: [], runtimes: ['node-24'] }, 'x64', new Map([['node-24', '24.99.0']]));
    expect(newer[1]?.key).not.toBe(keys([], ['node-24'])[1]);
  });

  it('names directories that need no quoting', () => {
    for (const key of keys(['g++', 'libfoo2.0'], ['node-24'])) expect(key).toMatch(/^[a-z0-9][a-z0-9+.-]*$/);
  });
});

describe('chooseAptOptions', () => {
  it('keeps the way to the mirror and nothing else of this machine', () => {
    const dump = `APT::Architecture "amd64";
Acquire::Languages "none";
Acquire::http::Proxy "http://proxy.example:3128";
Acquire::http::Proxy::mirror.example "DIRECT";
Acquire::Check-Valid-Until "false";
Acquire::Check-Date "";
DPkg::Post-Invoke:: "rm -rf /";
`;
    expect(chooseAptOptions(dump)).toBe(`Acquire::Check-Valid-Until "false";
Acquire::http::Proxy "http://proxy.example:3128";
Acquire::http::Proxy::mirror.example "DIRECT";
`);
    expect(chooseAptOptions('')).toBe('');
  });
});
