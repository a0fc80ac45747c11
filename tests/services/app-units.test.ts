import { describe, expect, test } from 'vitest';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import { lowerApp } from '../../src/services/app/lower.ts';
import { renderCommand, renderEnvironment } from '../../src/services/app/render.ts';
import { samplePlatform } from '../platform/sample.ts';

describe('command lines of systemd', () => {
  test.each([
    [['node', 'src/main.ts'], 'node src/main.ts'],
    [['node', 'the main.ts'], 'node "the main.ts"'],
    [['node', '50%', '$HOME'], 'node "50%%" "$$HOME"'],
    [['node', 'a"b', 'c\\d', ''], 'node "a\\"b" "c\\\\d" ""'],
    [['node', ';', 'two\nlines'], 'node ";" "two\\nlines"'],
  ])('%j', (argv, line) => {
    expect(renderCommand(argv)).toBe(line);
  });
});

test('environment files are sorted, and what a shell would expand is escaped', () => {
  expect(renderEnvironment({ B: 'say "hi" for $5', A: '`\\`' })).toBe('A="\\`\\\\\\`"\nB="say \\"hi\\" for \\$5"\n');
});

describe('the application on its hosts', () => {
  const app = { directory: 'app', start: 'node src/main.ts', migrate: './bin/migrate', jobs: [] };
  const job = { name: 'tidy', schedule: '0 3 * * *', command: '.venv/bin/tidy --all' };
  const platform = samplePlatform({ app: { ...app, jobs: [job] } });
  const materials = placeholderMaterials(platform);
  const on = (name: string) =>
    lowerApp(platform, platform.apps[0]!, platform.hosts.find((host) => host.name === name)!, materials);

  test('secrets of the application are in a file of their own, and are no secrets of its database', () => {
    const withSecrets = samplePlatform({ app: { ...app, secrets: ['MAIL_KEY', 'NO_VALUE_YET'] } });
    const materials = { ...placeholderMaterials(withSecrets), appSecrets: { MAIL_KEY: 'a"b', OTHER: 'not declared' } };
    const lowered = lowerApp(
      withSecrets,
      withSecrets.apps[0]!,
      withSecrets.hosts.find(({ name }) => name === 'web-1')!,
      materials,
    );
    expect(lowered.secrets).toEqual({ MAIL_KEY: 'a"b' });
    for (const name of ['MAIL_KEY', 'OTHER']) expect(lowered.environment).not.toHaveProperty(name);
    expect(on('web-1').secrets).toBeUndefined();
  });

  test('what they want under another name is filled in, and the rest stays as it is', () => {
    const environment = {
      DB_PASS: '$DATABASE_PASSWORD',
      FILES: '$STATE_DIRECTORY/files',
      PRICE: '5$',
      RAW: '$$HOST',
      SITE_URL: 'https://other.test',
    };
    const command = samplePlatform({ app: { ...app, start: 'serve --listen $HOST:$PORT', environment } });
    const lowered = lowerApp(
      command,
      command.apps[0]!,
      command.hosts.find(({ name }) => name === 'web-1')!,
      placeholderMaterials(command),
    );
    expect(lowered.start).toEqual(['serve', '--listen', '127.0.0.1:8000']);
    expect(lowered.environment).toMatchObject({
      DB_PASS: 'placeholder-databaseApp',
      FILES: '/var/lib/app/files',
      PRICE: '5$',
      RAW: '$HOST',
      SITE_URL: 'https://other.test',
    });
  });

  test('programs that Debian takes for daemons are found, after those for everybody', () => {
    expect(on('web-1').path.slice(-5)).toEqual(['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin']);
  });

  test('migrations and jobs run on the first one only', () => {
    expect(on('web-1')).toMatchObject({
      migrate: ['/srv/app/current/bin/migrate'],
      timers: [{ unit: 'app-job-tidy', command: ['/srv/app/current/.venv/bin/tidy', '--all'] }],
    });
    expect(on('web-2')).toMatchObject({ migrate: undefined, timers: [] });
  });

  test('only the migration gets the account that may change the schema', () => {
    const { environment, migrateEnvironment } = on('web-1');
    expect(environment.DATABASE_URL).toMatch(/^mysql:\/\/app:.*@127\.0\.0\.1:3306\/app$/);
    expect(environment.DATABASE_READ_URL).toMatch(/^mysql:\/\/app:.*@127\.0\.0\.1:3307\/app$/);
    expect(migrateEnvironment).toEqual({
      ...environment,
      DATABASE_PASSWORD: 'placeholder-databaseMigrate',
      DATABASE_USER: 'migrate',
      DATABASE_READ_URL: expect.stringMatching(/^mysql:\/\/migrate:.*@127\.0\.0\.1:3307\/app$/),
      DATABASE_URL: expect.stringMatching(/^mysql:\/\/migrate:.*@127\.0\.0\.1:3306\/app$/),
    });
  });
});
