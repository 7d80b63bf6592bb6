import { defineConfig } from 'vitest/config';

/** Unit tests lie beside their source; whole-system tests in a real browser lie in tests/. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'sample/**/*.test.ts', 'tests/**/*.test.ts', 'drift/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    // On a build machine whose cores are shared, a test that fails is run once more, and reported as such.
    retry: process.env.CI ? 1 : 0,
  },
});
