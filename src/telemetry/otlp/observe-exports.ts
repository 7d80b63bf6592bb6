import type { CollectorConnection } from './collector-connection.ts';

/** ExportResultCode.SUCCESS of a package that is not needed otherwise. */
const SUCCESS = 0;

interface Exporter<Batch> {
  export(batch: Batch, done: (result: { code: number; error?: Error }) => void): void;
}

/** Makes the connection record the result of each export. Returns the same exporter. */
export function observeExports<Batch, One extends Exporter<Batch>>(exporter: One & Exporter<Batch>, connection: CollectorConnection): One {
  const send = exporter.export.bind(exporter);
  exporter.export = (batch, done) =>
    send(batch, (result) => {
      connection.recordExport(result.code !== SUCCESS, result.error);
      done(result);
    });
  return exporter;
}
