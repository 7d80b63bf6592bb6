import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type RunningSample, type SampleOptions, startSample } from '../../sample/index.ts';
import type { RunConfigInput } from '../../src/contract/index.ts';
import type { RunDeps } from '../../src/run/index.ts';
import { openTestPlace, type TestPlace } from './run-here.ts';

export interface SamplePlace {
  readonly sample: RunningSample;
  readonly place: TestPlace;
  /** A whole run in the sample, with its login and without recordings. */
  run(config: RunConfigInput, deps?: Partial<RunDeps>): ReturnType<TestPlace['run']>;
}

/** The sample and a place for runs, for the tests of one suite. Reset before each test, removed after the last. */
export function useSample({ playbooks, ...options }: SampleOptions & { playbooks?: string } = {}): SamplePlace {
  let sample: RunningSample;
  let place: TestPlace;
  beforeAll(async () => {
    sample = await startSample(options);
    place = await openTestPlace(playbooks);
  });
  beforeEach(() => {
    sample.reset();
    sample.faults.clear();
  });
  afterAll(async () => {
    await sample.close();
    await place.remove();
  });
  return {
    get sample() {
      return sample;
    },
    get place() {
      return place;
    },
    run: (config, deps) =>
      place.run(
        {
          start_url: sample.url,
          credentials: { username: sample.user, password: sample.password },
          recording: { trace: false, screenshots: false },
          ...config,
        },
        deps,
      ),
  };
}
