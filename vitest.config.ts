import { configDefaults, defineConfig } from 'vitest/config';

// What runs real daemons or whole labs: one file after the other, and after everything else, because two cores are
// busy enough with one of them.
const heavy = [
  'tests/compile/alerts.test.ts',
  'tests/compile/checkers.test.ts',
  'tests/example/**/*.test.ts',
  'tests/lab/**/*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...heavy],
          testTimeout: 30_000,
          // One core would idle. (And 0 means "last" to vitest where there is one worker.)
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'lab',
          include: heavy,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
