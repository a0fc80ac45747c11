import { definePlatform, lab } from '../../../src/index.ts';

/** A mistake in every part of the pipeline before compiling: all of them are told at once, and nothing is compiled. */
export default definePlatform({
  domain: 'foobar.com',
  dns: { records: [{ name: '@', type: 'CNAME', value: 'elsewhere.example.' }] },
  app: {
    directory: 'ap',
    start: 'node src/main.ts | logger',
    jobs: [{ name: 'a', schedule: '61 * * * *', command: 'a' }],
  },
  database: { members: 2 },
  environments: { lab: lab({ web: 1, virtualAddress: '192.0.2.1' }) },
});

export const hosts: readonly string[] = [];
