import { expect, test } from 'vitest';
import { chooseApp, chooseApps } from '../../src/cli/choose-apps.ts';
import { UsageError } from '../../src/cli/report/report-thrown.ts';
import { samplePlatform } from '../platform/sample.ts';

const app = { directory: 'app', start: 'node src/main.ts' };
const several = samplePlatform({ apps: { www: app, api: { ...app, hostname: 'api' } } });
const only = samplePlatform();

test('without a name all are meant, and with one that one', () => {
  expect(chooseApps(several, {})).toEqual(several.apps);
  expect(chooseApps(several, { app: 'www' }).map(({ name }) => name)).toEqual(['www']);
  expect(chooseApp(several, { app: 'www' }).name).toBe('www');
  expect(chooseApp(only, {})).toBe(only.apps[0]);
});

test.each([
  [
    'a name that nobody has',
    () => chooseApps(several, { app: 'ww' }),
    "There is no application 'ww'.",
    '--app api, --app www',
  ],
  [
    'a name where there is one',
    () => chooseApp(only, { app: 'www' }),
    "There is no application 'www'.",
    'leave --app out',
  ],
  [
    'no name where one is needed',
    () => chooseApp(several, {}),
    'There are several applications',
    '--app api, --app www',
  ],
])('%s is said, with what to type', (_, choose, message, next) => {
  expect(choose).toThrow(UsageError);
  expect(choose).toThrow(message);
  expect(choose).toThrow(expect.objectContaining({ next: expect.stringContaining(next) }));
});
