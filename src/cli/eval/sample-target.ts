import { startSample } from '../../../sample/index.ts';
import type { RunningTarget } from '../../eval/index.ts';

/** `target: sample` of a suite: the sample back office, with the routes that reset its data. */
export async function startSampleTarget(): Promise<RunningTarget> {
  const sample = await startSample({ faults: true });
  return {
    values: { url: sample.url, user: sample.user, password: sample.password, api_token: sample.apiToken },
    stop: () => sample.close(),
  };
}
