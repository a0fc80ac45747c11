import { expect, test } from 'vitest';
import { parseSince } from '../../../src/cli/logs/parse-since.ts';
import { entryDocument, entryRenderer } from '../../../src/cli/logs/render-entry.ts';
import { plain } from '../../../src/cli/paint.ts';

const entry = {
  ...{ timeMicros: 1_795_498_508_032_111, host: 'db-1', unit: 'mysql.service', priority: 3, cursor: 'c' },
  message: 'one\u001b[31m\u0007\n  two',
};

test('a line has time, host, unit and message; further lines of it stand below', () => {
  const render = entryRenderer(['db-1', 'web-12'], plain);
  expect(render(entry)).toBe('2026-11-24 05:35:08.032 db-1   mysql: one\n      two');
  expect(render({ ...entry, unit: undefined, message: 'x' })).toContain(' unknown: x');
  const steered = render({ ...entry, unit: 'a\u001b]0;title\u0007b', message: 'x' });
  expect([...steered].filter((character) => character < ' ')).toEqual([]);
});

test('errors are red and warnings yellow', () => {
  const render = entryRenderer(['db-1'], (style, text) => `<${String(style)}>${text}`);
  expect(render(entry)).toContain('<red>one');
  expect(render({ ...entry, priority: 4 })).toContain('<yellow>one');
  expect(render({ ...entry, priority: 6 })).not.toContain('<red>');
});

test('a document has the time to the microsecond, and the message as it was', () => {
  expect(JSON.parse(entryDocument(entry))).toEqual({
    ...{ time: '2026-11-24T05:35:08.032111Z', host: 'db-1', unit: 'mysql.service', priority: 3 },
    message: entry.message,
  });
});

test.each([
  ['10m', '2026-11-24T05:50:00Z'],
  ['2h', '2026-11-24T04:00:00Z'],
  ['3d', '2026-11-21T06:00:00Z'],
  ['today', '2026-11-24T00:00:00Z'],
  ['yesterday', '2026-11-23T00:00:00Z'],
  ['2026-01-31', '2026-01-31T00:00:00Z'],
  ['2026-01-31 14:00', '2026-01-31T14:00:00Z'],
  ['2026-01-31T14:00:05Z', '2026-01-31T14:00:05Z'],
])('%s is %s', (text, when) => {
  expect(parseSince(text, new Date('2026-11-24T06:00:00Z'))).toBe(Date.parse(when) * 1_000);
});

test.each(['', 'soon', '10', '10 m', '2026-13-01', '2026-01-31 25:00'])('%j is no time', (text) => {
  expect(parseSince(text, new Date())).toBeUndefined();
});
