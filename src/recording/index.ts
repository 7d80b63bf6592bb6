export { noRecorder } from './no-recorder.ts';
export { openRecorder, type RecorderOptions } from './open-recorder.ts';
export { listRuns, type ReadRun, type RunSummary, readRun } from './read-run.ts';
export type { EventListener, ManifestParts, Recorder, SealedTrace } from './recorder.ts';
export { type SecretFinding, scanForSecrets } from './scan-for-secrets.ts';
export { sealTrace } from './seal-trace.ts';
export { sweepRuns } from './sweep-runs.ts';
export { serveTraceViewer, type TraceViewer } from './trace-viewer.ts';
