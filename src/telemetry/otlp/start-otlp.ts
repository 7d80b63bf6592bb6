import { randomUUID } from 'node:crypto';
import { OTLPMetricExporter, AggregationTemporalityPreference as Temporality } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Log } from '../../base/index.ts';
import { startDeadline } from '../../base/index.ts';
import { composeTelemetry } from '../compose-telemetry.ts';
import type { ExportSettings } from '../export-settings.ts';
import { noMeter } from '../run-meter.ts';
import { noSpans } from '../span-writer.ts';
import type { Telemetry } from '../telemetry.ts';
import { CollectorConnection } from './collector-connection.ts';
import { observeExports } from './observe-exports.ts';
import { otlpMeter } from './otlp-meter.ts';
import { otlpSpans } from './otlp-spans.ts';

const SHUTDOWN_TIMEOUT_MS = 3_000;
/** The SDK's timers keep the process running until an export ends: below the limit of a shutdown. */
const BATCH_TIMEOUT_MS = 2_900;
/** A long run that is replayed from its folder arrives all at once. */
const MAX_WAITING_SPANS = 20_000;
const MAX_ATTRIBUTE_CHARS = 256;

const TEMPORALITY = { cumulative: Temporality.CUMULATIVE, delta: Temporality.DELTA, lowmemory: Temporality.LOWMEMORY };

interface Provider {
  shutdown(): Promise<void>;
}

/** Starts the SDK: exports traces and metrics as OTLP/HTTP in JSON. Registers no global provider. */
export async function startOtlp(
  { traces, metrics, resource: own }: ExportSettings,
  { service, version, log }: { service: string; version?: string; log: Log },
): Promise<Telemetry> {
  const connection = new CollectorConnection(log);
  const resource = resourceFromAttributes({
    'service.name': service,
    ...(version !== undefined && { 'service.version': version }),
    'service.instance.id': randomUUID(),
    ...own,
  });
  const tracers = traces && traceProvider(traces, resource, connection);
  const meters = metrics && meterProvider(metrics, resource, connection);
  return composeTelemetry(
    tracers ? otlpSpans(tracers.getTracer('rote', version)) : noSpans,
    meters ? otlpMeter(meters.getMeter('rote', version)) : noMeter,
    shutdownOnce(
      [tracers, meters].filter((provider) => provider !== undefined),
      connection,
      log,
    ),
  );
}

function traceProvider(target: NonNullable<ExportSettings['traces']>, resource: Resource, connection: CollectorConnection) {
  const exporter = observeExports(new OTLPTraceExporter(connection.options(target)), connection);
  return new TracerProvider({
    resource,
    spanLimits: { attributeValueLengthLimit: MAX_ATTRIBUTE_CHARS },
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: MAX_WAITING_SPANS, exportTimeoutMillis: BATCH_TIMEOUT_MS })],
  });
}

function meterProvider(target: NonNullable<ExportSettings['metrics']>, resource: Resource, connection: CollectorConnection) {
  const exporter = observeExports(
    new OTLPMetricExporter({ ...connection.options(target), temporalityPreference: TEMPORALITY[target.temporality] }),
    connection,
  );
  return new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: target.intervalMs, exportTimeoutMillis: BATCH_TIMEOUT_MS }),
    ],
  });
}

function shutdownOnce(providers: readonly Provider[], connection: CollectorConnection, log: Log): () => Promise<void> {
  let ending: Promise<void> | undefined;
  const end = async () => {
    using deadline = startDeadline(SHUTDOWN_TIMEOUT_MS, 'sending the last telemetry', { log });
    try {
      await deadline.race(Promise.allSettled(providers.map((provider) => provider.shutdown())));
    } catch {
      log.warn('the last telemetry was dropped: the OpenTelemetry collector did not answer in time');
    } finally {
      connection.close();
    }
  };
  return () => {
    ending ??= end();
    return ending;
  };
}
