export { type RunningSample, type SampleOptions, startSample } from './start-sample.ts';
