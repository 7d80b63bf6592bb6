import type { CollectorConnection } from './collector-connection.ts';

/** The code of an export that was taken (ExportResultCode.SUCCESS of a package that we do not need otherwise). */
const TAKEN = 0;

interface Exporter<Batch> {
  export(batch: Batch, done: (result: { code: number; error?: Error }) => void): void;
}

/** The same exporter, whose results the connection hears of. */
export function heardExports<Batch, One extends Exporter<Batch>>(exporter: One & Exporter<Batch>, connection: CollectorConnection): One {
  const send = exporter.export.bind(exporter);
  exporter.export = (batch, done) =>
    send(batch, (result) => {
      connection.heard(result.code !== TAKEN, result.error);
      done(result);
    });
  return exporter;
}
