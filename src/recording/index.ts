export { listArtifacts, sha256Of } from './artifacts.ts';
export { noRecorder } from './no-recorder.ts';
export { openRecorder, type RecorderOptions } from './open-recorder.ts';
export { listRuns, readRun } from './read-run.ts';
export type { EventListener, Recorder } from './recorder.ts';
export { scanForSecrets } from './scan-for-secrets.ts';
export { sealTrace } from './seal-trace.ts';
export { sweepRuns } from './sweep-runs.ts';
export { serveTraceViewer, type TraceViewer } from './trace-viewer.ts';
