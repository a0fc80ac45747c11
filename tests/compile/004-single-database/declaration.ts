import { definePlatform } from '../../../src/index.ts';

export default definePlatform({
  domain: 'foobar.com',
  app: { directory: 'app', start: 'node src/main.ts' },
  database: { members: 1, schema: 'shop_data' },
});

export const hosts = ['db-1', 'web-2'];
