import { defineConfig } from 'vitest/config';

// Two projects: everything that needs no machines runs in parallel; the lab's files run one after the other, because
// ten machines are plenty for two cores.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/lab/**', 'node_modules/**'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['tests/lab/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 600_000,
          // The whole lab is one long story told by few files; stopping at the first broken chapter saves minutes.
          bail: 1,
        },
      },
    ],
  },
});
