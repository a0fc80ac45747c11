import { expect, test } from 'vitest';
import { publicFile } from '../../src/services/file.ts';
import { checkUnitFiles } from '../../src/services/unit-files.ts';

test('units are checked by name, one of which may have a file of its own and drop-ins', () => {
  const files = [
    '/etc/nginx/nginx.conf',
    '/etc/systemd/system/app-job-tidy.timer',
    '/etc/systemd/system/nginx.service.d/smartx-logs.conf',
    '/etc/systemd/system/nginx.service.d/smartx.conf',
    '/etc/systemd/system/smartx-firewall.service',
  ].map((path) => publicFile(path, ''));
  const [check, ...others] = checkUnitFiles(files, []);
  expect(others).toEqual([]);
  expect(check?.argv.slice(4)).toEqual(['app-job-tidy.timer', 'nginx.service', 'smartx-firewall.service']);
  expect(check?.covers).toEqual(files.slice(1).map(({ path }) => path));
});

test('without units there is no check', () => {
  expect(checkUnitFiles([publicFile('/etc/hosts', '')], [])).toEqual([]);
});
