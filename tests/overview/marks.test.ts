import { expect, test } from 'vitest';
import { readMarks } from '../../src/overview/marks.ts';

test('of marks, whatever can be read is read, the newest last', () => {
  const drill = { at: '1970-01-01T00:03:20Z', kind: 'drill', title: 'web-1 dies', host: 'web-1' };
  const deploy = { at: '1970-01-01T00:01:40Z', kind: 'deploy', title: 'Release 2' };
  const document = [
    { ...drill, more: true },
    deploy,
    { at: 'once', kind: 'deploy', title: 'Release 3' },
    { at: 300, kind: 'deploy', title: 'Release 4' },
    null,
    { at: drill.at },
  ];
  expect(readMarks(document)).toEqual([deploy, drill]);
  expect(readMarks({ error: 'no' })).toEqual([]);
});
