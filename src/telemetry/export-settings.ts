export type Settings = Readonly<Record<string, string | undefined>>;

/** Where and how one signal is exported. Headers hold keys and are never logged. */
export interface Target {
  url: string;
  headers: Record<string, string>;
  certificates: { ca?: string; cert?: string; key?: string };
}

export interface ExportSettings {
  traces?: Target;
  metrics?: Target & { intervalMs: number; temporality: 'cumulative' | 'delta' | 'lowmemory' };
  /** OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES. */
  resource: Record<string, string>;
  /** One message each, for the log: settings that are not applied. */
  problems: string[];
}

const DEFAULT_INTERVAL_MS = 60_000;
const MIN_INTERVAL_MS = 3_000;

/**
 * Reads OpenTelemetry's own variables as its specification defines them. Without an endpoint, the result has neither traces nor metrics.
 */
export function readExportSettings(settings: Settings): ExportSettings {
  const problems: string[] = [];
  const found: ExportSettings = { resource: resourceOf(settings), problems };
  if (settings.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return found;
  const traces = target(settings, 'TRACES', problems);
  const metrics = target(settings, 'METRICS', problems);
  if (traces) found.traces = traces;
  if (metrics) found.metrics = { ...metrics, intervalMs: intervalOf(settings, problems), temporality: temporalityOf(settings) };
  return found;
}

function target(settings: Settings, signal: 'TRACES' | 'METRICS', problems: string[]): Target | undefined {
  if (settings[`OTEL_${signal}_EXPORTER`] === 'none') return undefined;
  const own = settings[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`];
  const name = own ? `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT` : 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const text = settings[name];
  if (!text) return undefined;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    problems.push(`${name} is not an http or https address: nothing is sent there.`);
    return undefined;
  }
  if (!own) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal.toLowerCase()}`;
  const either = (last: string) => settings[`OTEL_EXPORTER_OTLP_${signal}_${last}`] || settings[`OTEL_EXPORTER_OTLP_${last}`];
  const protocol = either('PROTOCOL');
  if (protocol && protocol !== 'http/json') {
    problems.push(`OTEL_EXPORTER_OTLP_PROTOCOL asks for ${protocol}; ${signal.toLowerCase()} are sent as http/json.`);
  }
  const [ca, cert, key] = [either('CERTIFICATE'), either('CLIENT_CERTIFICATE'), either('CLIENT_KEY')];
  return {
    url: url.href,
    headers: { ...pairs(settings.OTEL_EXPORTER_OTLP_HEADERS), ...pairs(settings[`OTEL_EXPORTER_OTLP_${signal}_HEADERS`]) },
    certificates: { ca: ca || undefined, cert: cert || undefined, key: key || undefined },
  };
}

function intervalOf({ OTEL_METRIC_EXPORT_INTERVAL: text }: Settings, problems: string[]): number {
  if (!text) return DEFAULT_INTERVAL_MS;
  const interval = Number(text);
  if (Number.isSafeInteger(interval) && interval >= MIN_INTERVAL_MS && interval < 2 ** 31) return interval;
  problems.push(
    `OTEL_METRIC_EXPORT_INTERVAL takes milliseconds from ${MIN_INTERVAL_MS}: metrics are sent every ${DEFAULT_INTERVAL_MS} ms.`,
  );
  return DEFAULT_INTERVAL_MS;
}

function temporalityOf({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: text }: Settings) {
  const temporality = text?.toLowerCase();
  return temporality === 'delta' || temporality === 'lowmemory' ? temporality : 'cumulative';
}

function resourceOf(settings: Settings): Record<string, string> {
  return {
    ...pairs(settings.OTEL_RESOURCE_ATTRIBUTES),
    ...(settings.OTEL_SERVICE_NAME && { 'service.name': settings.OTEL_SERVICE_NAME }),
  };
}

/** Parses `name=value,name=value` with percent-encoded values. Invalid pairs are skipped. */
function pairs(text: string | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const pair of (text ?? '').split(',')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals)).trim();
    if (name !== '') found[name] = decoded(pair.slice(equals + 1).trim());
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone percent sign is taken literally.
  }
}
