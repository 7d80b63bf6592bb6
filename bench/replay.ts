/**
 * Runs the same ten steps with a playbook and with a hand-written Playwright script: one process, one sample back office, alternating pairs.
 * Prints both medians and the ratio, with recording off and on.
 *
 *   npm run bench:replay [-- PAIRS] [parts]
 *
 * `parts`: also with the trace alone and with the screenshots alone. Measures the work in an open browser from the first step to the last; launching the browser costs both the same.
 */
import { median, ratioLine } from './figures.ts';
import { inPlace } from './replay/place.ts';
import { byHand, byPlaybook } from './replay/ten-steps.ts';

const words = process.argv.slice(2);
const pairs = Number(words.find((word) => /^\d+$/.test(word)) ?? 20);
const MODES = [
  { name: 'recording off', goal: 1.1, recording: { trace: false, screenshots: false } },
  { name: 'recording on (trace and a screenshot per action)', goal: 1.35, recording: { trace: true, screenshots: true } },
  { name: 'trace only', recording: { trace: true, screenshots: false } },
  { name: 'screenshots only', recording: { trace: false, screenshots: true } },
];

await inPlace(async (place) => {
  for (const { name, goal, recording } of words.includes('parts') ? MODES : MODES.slice(0, 2)) {
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
    console.log(`${name}, ${pairs} pairs of ten steps`);
    console.log(`  hand-written script  median ${median(hand).toFixed(0)} ms`);
    console.log(`  playbook             median ${median(playbook).toFixed(0)} ms`);
    console.log(`  ${ratioLine(playbook, hand)}${goal === undefined ? '' : `  (goal: ${goal})`}`);
  }
});
