import { configDefaults, defineConfig } from 'vitest/config';

// What runs real daemons or whole labs: one file after the other, and after everything else, because two cores are
// busy enough with one of them.
const alone = ['tests/compile/{alerts,checkers,recording,web-answers}.test.ts', 'tests/lab/**/*.test.ts'];

// The dashboard's page in a real browser, which takes a core for itself.
const browser = 'tests/browser/**/*.test.ts';

// Each runs a sample of examples/ on a MySQL of its own and waits most of the time: for timeouts, and for a database
// that fails over.
const samples = 'tests/example/**/*.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone, browser, samples],
          testTimeout: 30_000,
          // One core would idle. (And 0 means "last" to vitest where there is one worker.)
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'lab',
          include: alone,
          fileParallelism: false,
          // Of tests that say they may run side by side.
          maxConcurrency: 3,
          testTimeout: 120_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'browser',
          include: [browser],
          maxWorkers: 1,
          maxConcurrency: 3,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: 'samples',
          include: [samples],
          maxWorkers: 3,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
