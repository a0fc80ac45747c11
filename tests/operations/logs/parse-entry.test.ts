import { expect, test } from 'vitest';
import { parseEntry } from '../../../src/operations/logs/parse-entry.ts';

// Captured from journalctl(1) of systemd 257, the cursors shortened.
const lines = {
  ofSystemd:
    '{"__CURSOR":"s=1;i=2","UNIT":"app.service","_SYSTEMD_UNIT":"init.scope","PRIORITY":"6","MESSAGE":"Started app.service - Application.","SYSLOG_IDENTIFIER":"systemd","__REALTIME_TIMESTAMP":"1795498508032111","__MONOTONIC_TIMESTAMP":"12","_BOOT_ID":"b"}',
  ofUnit:
    '{"__CURSOR":"s=1;i=3","_SYSTEMD_UNIT":"mysql.service","UNIT":"made-up.service","PRIORITY":"3","MESSAGE":"one\\ntwo","__REALTIME_TIMESTAMP":"1795498508032112"}',
  ofBytes:
    '{"__CURSOR":"s=1;i=4","SYSLOG_IDENTIFIER":"raw","MESSAGE":[97,27,91,51,49,109,98],"__REALTIME_TIMESTAMP":"1795498508032113"}',
  twice: '{"__CURSOR":"s=1;i=5","MESSAGE":["first","second"],"__REALTIME_TIMESTAMP":"1795498508032114"}',
};

test('a line of systemd is about the unit that it names', () => {
  expect(parseEntry('web-1', lines.ofSystemd)).toEqual({
    ...{ timeMicros: 1_795_498_508_032_111, host: 'web-1', unit: 'app.service', priority: 6, cursor: 's=1;i=2' },
    message: 'Started app.service - Application.',
  });
});

test('what a unit says about another one is not believed', () => {
  expect(parseEntry('db-1', lines.ofUnit)).toMatchObject({ unit: 'mysql.service', priority: 3, message: 'one\ntwo' });
});

test('a message of bytes, one that is there twice, and fields that are missing', () => {
  expect(parseEntry('db-1', lines.ofBytes)).toMatchObject({
    unit: 'raw',
    priority: undefined,
    message: 'a\u001b[31mb',
  });
  expect(parseEntry('db-1', lines.twice)).toMatchObject({ unit: undefined, message: 'first' });
});

test.each(['', 'not json', '[]', '{"MESSAGE":"no time"}', lines.twice.replace('179', 'x')])('%j is no line', (line) => {
  expect(parseEntry('db-1', line)).toBeUndefined();
});
