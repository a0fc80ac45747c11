import { definePlatform } from '../../../src/index.ts';

export default definePlatform({ domain: 'foobar.com', app: { directory: 'app', start: 'node src/main.ts' } });

// Of each pair the first; the second name server too, since it is a secondary and has another configuration.
export const hosts = ['db-1', 'lb-1', 'mon-1', 'ns-1', 'ns-2', 'web-1'];
