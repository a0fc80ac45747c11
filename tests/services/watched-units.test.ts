import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import { platformOf, readCases } from '../compile/cases.ts';

const compileCases = await readCases();

describe('the node exporter tells of every service', () => {
  for (const compileCase of compileCases) {
    const platform = platformOf(compileCase);
    if ('length' in platform) continue;
    for (const { host, units, files } of compile(platform, placeholderMaterials(platform)).hosts) {
      const content = files.find(({ path }) => path === '/etc/default/prometheus-node-exporter')!.content;
      const included = new RegExp(/--collector\.systemd\.unit-include=(\S+)/.exec(content)![1]!);

      test(`${compileCase.name} ${host}`, () => {
        const services = units.filter(({ name, kind }) => kind === 'service' && name.endsWith('.service'));
        expect(services.map(({ name }) => name).filter((name) => !included.test(name))).toEqual([]);
        expect(included.test('app-migrate.service')).toBe(false);
      });
    }
  }
});
