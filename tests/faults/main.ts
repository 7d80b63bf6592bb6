/**
 * What is done to a service, and that nothing is lost by it. See docs/faults.md.
 *
 *   npm run test:faults                         everything, on PGlite and on Postgres
 *   npm run test:faults -- --on pglite          on one of them
 *   npm run test:faults -- --only "kill worker" stories with this in their names
 *   npm run test:faults -- --short              those that are part of the normal tests
 *   ROTE_TEST_SEED=7 npm run test:faults        the same draws again
 */
import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/eval/statistics/seeded-random.ts';
import { type Played, play } from './play.ts';
import { scenarios } from './scenarios/index.ts';
import { BACKENDS } from './world/world.ts';

const { values: flags } = parseArgs({
  options: {
    on: { type: 'string' },
    only: { type: 'string', multiple: true },
    short: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const backends = BACKENDS.filter((one) => flags.on === undefined || flags.on === one || flags.on === 'both');
if (backends.length === 0) throw new Error(`--on takes ${BACKENDS.join(', ')} or both, not "${flags.on}"`);
const seed = Number(process.env.ROTE_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const wanted = scenarios.filter(
  ({ name, short }) => (!flags.short || short === true) && (flags.only ?? ['']).some((part) => name.includes(part)),
);
console.log(`seed ${seed} (again: ROTE_TEST_SEED=${seed})`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const all: Played[] = [];
for (const backend of backends) {
  const postgres = backend === 'postgres' ? await (await import('../support/postgres.ts')).startPostgres() : undefined;
  try {
    await play(wanted, {
      backend,
      random: seededRandom(seed),
      keep: flags.keep,
      databaseUrl: async () => postgres?.createDatabase(),
      onPlayed(played) {
        all.push(played);
        const word = played.skipped !== undefined ? 'skip' : played.problems.length === 0 ? 'ok  ' : 'FAIL';
        console.log(`${word} ${played.name} (${played.skipped ?? `${played.seconds.toFixed(1)} s`})`);
        for (const problem of played.problems.slice(0, 12)) console.log(`      ${problem.slice(0, 700)}`);
      },
    });
  } finally {
    await postgres?.stop();
  }
}
const failed = all.filter(({ problems }) => problems.length > 0).length;
const skipped = all.filter((one) => one.skipped !== undefined).length;
if (skipped > 0) console.log(`${skipped} skipped (each says why)`);
console.log(`${all.length - failed - skipped} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
