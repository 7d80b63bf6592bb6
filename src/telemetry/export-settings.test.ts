import { describe, expect, it } from 'vitest';
import { readExportSettings } from './export-settings.ts';

describe('the variables of OpenTelemetry', () => {
  it.each([
    [{}],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    [{ OTEL_SERVICE_NAME: 'rote', OTEL_EXPORTER_OTLP_HEADERS: 'a=b' }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }],
  ])('%j send nothing', (settings) => {
    const found = readExportSettings(settings);
    expect(found.traces ?? found.metrics).toBeUndefined();
    expect(found.problems).toEqual([]);
  });

  it('set where traces and metrics go: below the common endpoint, or exactly at the endpoint of the signal', () => {
    const { traces, metrics } = readExportSettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/otlp/',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://metrics.example:4318/here',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc,x-team = a , broken,=nameless',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-team=100%',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Delta',
      OTEL_METRIC_EXPORT_INTERVAL: '5000',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/etc/ca.pem',
    });
    expect(traces).toEqual({
      url: 'https://collector.example/otlp/v1/traces',
      headers: { authorization: 'Bearer abc', 'x-team': 'a' },
      certificates: { ca: '/etc/ca.pem' },
    });
    expect(metrics).toEqual({
      url: 'http://metrics.example:4318/here',
      headers: { authorization: 'Bearer abc', 'x-team': '100%' },
      certificates: { ca: '/etc/ca.pem' },
      intervalMs: 5_000,
      temporality: 'delta',
    });
  });

  it('name the service and its resource', () => {
    const { resource } = readExportSettings({
      OTEL_SERVICE_NAME: 'back-office',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod,service.name=other',
    });
    expect(resource).toEqual({ 'service.name': 'back-office', 'deployment.environment.name': 'prod' });
  });

  it.each([
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      ['OTEL_EXPORTER_OTLP_ENDPOINT is not an http or https address: nothing is sent there.'],
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      [
        'OTEL_EXPORTER_OTLP_PROTOCOL asks for grpc; traces are sent as http/json.',
        'OTEL_EXPORTER_OTLP_PROTOCOL asks for grpc; metrics are sent as http/json.',
      ],
    ],
    [
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://c:4318', OTEL_METRIC_EXPORT_INTERVAL: '10' },
      ['OTEL_METRIC_EXPORT_INTERVAL takes milliseconds from 3000: metrics are sent every 60000 ms.'],
    ],
  ])('%j is told to be wrong', (settings, problems) => {
    expect(readExportSettings(settings).problems).toEqual(expect.arrayContaining(problems));
  });
});
