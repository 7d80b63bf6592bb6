import { expect, it } from 'vitest';
import { seededRandom } from '../src/eval/statistics/seeded-random.ts';
import { type Played, play } from './faults/play.ts';
import { scenarios } from './faults/scenarios/index.ts';

const seed = Number(process.env.ROTE_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

it(`nothing is lost when the service, a sandbox or a browser is killed, by repeated requests, slow readers and stops (seed ${seed})`, {
  // About ten scenarios, each with its own limit.
  timeout: 1_800_000,
}, async () => {
  const played: Played[] = [];
  await play(
    scenarios.filter(({ short }) => short),
    { backend: 'pglite', random: seededRandom(seed), keep: false, databaseUrl: async () => undefined, onPlayed: (one) => played.push(one) },
  );
  expect(played.filter(({ problems }) => problems.length > 0)).toEqual([]);
  expect(played.length).toBeGreaterThan(5);
});
