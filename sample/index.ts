export { type RunningSample, startSample } from './start-sample.ts';
