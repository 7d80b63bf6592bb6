export { openTelemetry } from './open-telemetry.ts';
export { noTelemetry, type OpenSpan, type RunTelemetry, type Telemetry } from './telemetry.ts';
