import { startSample } from '../../sample/index.ts';

/** The sample as a program that tells where it is in a line of JSON, as a suite's target does. It ends by SIGTERM. */
const sample = await startSample({ faults: true });
console.log(
  JSON.stringify({ url: sample.url, user: sample.user, password: sample.password, api_token: sample.apiToken, pid: process.pid }),
);
process.once('SIGTERM', () => void sample.close());
