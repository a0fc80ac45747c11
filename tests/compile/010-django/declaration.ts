import { definePlatform, django, lab } from '../../../src/index.ts';

export default definePlatform({
  domain: 'foobar.com',
  app: django({ directory: 'app', project: 'shop', packages: ['python3-pil'], workers: 3, stopTimeout: '40s' }),
  web: { static: false },
  environments: { lab: lab({ web: 2, app: 2 }) },
});

// The web host builds the application, too, and keeps of it what users may see.
export const hosts = ['app-1', 'web-1'];
