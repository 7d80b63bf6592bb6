import { errorMessage, type Log, silentLog } from '../base/index.ts';
import { readExportSettings, type Settings } from './export-settings.ts';
import { noTelemetry, type Telemetry } from './telemetry.ts';

export interface TelemetryOptions {
  /** Of Rote. */
  version?: string;
  /** Hears when the collector does not answer, and when it answers again. */
  log?: Log;
}

/**
 * Telemetry by OpenTelemetry's own variables (OTEL_…), which may come from a record instead of the environment. Nothing of OpenTelemetry is
 * loaded unless an endpoint is set. Never rejects: what is set wrongly is a warning, and then there is no telemetry.
 */
export async function openTelemetry(settings: Settings, service: string, options: TelemetryOptions = {}): Promise<Telemetry> {
  const { log = silentLog, version } = options;
  const found = readExportSettings(settings);
  for (const problem of found.problems) log.warn(problem);
  if (found.traces === undefined && found.metrics === undefined) return noTelemetry;
  try {
    const { startOtlp } = await import('./otlp/start-otlp.ts');
    return await startOtlp(found, { service, log, ...(version !== undefined && { version }) });
  } catch (error) {
    log.warn('there is no telemetry', { error: errorMessage(error) });
    return noTelemetry;
  }
}
