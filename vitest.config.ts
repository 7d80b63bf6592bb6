import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Tests start many Node processes of this project: what one has compiled, the others read.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'node-compile');

/** Whole-system files first, the longest of them at the front: the short files of the rooms fill the gaps at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const ofSystem = (file: TestSpecification) => file.project.name === 'system';
    return [...sorted.filter(ofSystem), ...sorted.filter((file) => !ofSystem(file))];
  }
}

/**
 * Unit tests are beside their source and share their worker processes, which saves a start of 1.6 s per file: no test of a room may change what is
 * global and leave it so, and no module that they share may register hooks when it is imported. Whole-system tests in a real browser are in tests/,
 * each file in a process of its own.
 */
export default defineConfig({
  test: {
    // A limit for what hangs, not for what is slow: a machine may be ten times slower than the one the tests were written on.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    // On a build machine whose cores are shared, a test that fails is run once more, and reported as such.
    retry: process.env.CI ? 1 : 0,
    pool: 'forks',
    // One more than the smallest machine has cores: tests wait for browsers, servers and pauses.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'system', include: ['tests/**/*.test.ts'] } },
      { extends: true, test: { name: 'rooms', include: ['{src,sample,drift}/**/*.test.ts'], isolate: false } },
    ],
  },
});
