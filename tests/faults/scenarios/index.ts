import type { Scenario } from '../scenario.ts';
import { browser } from './browser.ts';
import { capacity } from './capacity.ts';
import { cut } from './cut.ts';
import { idempotency } from './idempotency.ts';
import { kills } from './kills.ts';
import { slowReader } from './slow-reader.ts';
import { smallDisk } from './small-disk.ts';
import { stopRace } from './stop-race.ts';
import { workerLost } from './worker-lost.ts';

/** In the order in which they are played. */
export const scenarios: readonly Scenario[] = [
  ...kills,
  ...browser,
  ...smallDisk,
  ...cut,
  ...slowReader,
  ...idempotency,
  ...workerLost,
  ...stopRace,
  ...capacity,
];
