import { definePlatform, lab } from '../../../src/index.ts';

export default definePlatform({
  domain: 'foobar.com',
  app: {
    directory: 'app',
    start: ['.venv/bin/gunicorn', 'site:app'],
    migrate: './migrate',
    runtime: 'none',
    port: 9000,
  },
  environments: { lab: lab({ web: 3, app: 2 }) },
});

// The first application host migrates, the second does not.
export const hosts = ['app-1', 'app-2', 'web-1'];
