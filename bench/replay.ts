/**
 * Runs the same ten steps with a playbook and with a hand-written Playwright script: one process, one sample back office, alternating pairs.
 * Prints both medians and the ratio, with recording off and on.
 *
 *   npm run bench:replay [-- PAIRS]
 *
 * Measures the work in an open browser from the first step to the last; launching the browser costs both the same.
 */
import { median, ratioLine } from './figures.ts';
import { inPlace } from './replay/place.ts';
import { byHand, byPlaybook } from './replay/ten-steps.ts';

const pairs = Number(process.argv[2] ?? 20);

await inPlace(async (place) => {
  for (const recording of [false, true]) {
    const hand: number[] = [];
    const playbook: number[] = [];
    for (let pair = -1; pair < pairs; pair++) {
      place.sample.reset();
      const one = await byHand(place);
      place.sample.reset();
      const other = await byPlaybook(place, recording);
      // The first pair only warms up.
      if (pair < 0) continue;
      hand.push(one);
      playbook.push(other);
    }
    console.log(`recording ${recording ? 'on (trace and a screenshot per action)' : 'off'}, ${pairs} pairs of ten steps`);
    console.log(`  hand-written script  median ${median(hand).toFixed(0)} ms`);
    console.log(`  playbook             median ${median(playbook).toFixed(0)} ms`);
    console.log(`  ${ratioLine(playbook, hand)}  (goal: ${recording ? '1.35' : '1.10'})`);
  }
});
