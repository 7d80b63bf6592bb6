import { errorMessage, type Log, silentLog } from '../base/index.ts';
import { readExportSettings, type Settings } from './export-settings.ts';
import { noTelemetry, type Telemetry } from './telemetry.ts';

export interface TelemetryOptions {
  /** Version of Rote. */
  version?: string;
  /** Receives a message when the collector stops answering, and when it answers again. */
  log?: Log;
}

/**
 * Opens telemetry as OpenTelemetry's own variables (OTEL_…) in `settings` say. Loads OpenTelemetry only when an endpoint is set. Never rejects:
 * invalid settings cause a warning, and then there is no telemetry.
 */
export async function openTelemetry(settings: Settings, service: string, options: TelemetryOptions = {}): Promise<Telemetry> {
  const { log = silentLog, version } = options;
  const found = readExportSettings(settings);
  for (const problem of found.problems) log.warn(problem);
  if (found.traces === undefined && found.metrics === undefined) return noTelemetry;
  try {
    const { startOtlp } = await import('./otlp/start-otlp.ts');
    return await startOtlp(found, { service, log, version });
  } catch (error) {
    log.warn('telemetry is off: it could not be started', { error: errorMessage(error) });
    return noTelemetry;
  }
}
