import { parentPort, workerData } from 'node:worker_threads';
import { type Rows, TableError } from './rows.ts';
import { rowsToJson, rowsToText } from './write-rows.ts';

/** Input of the thread. `bytes` is a workbook whose parts are not compressed. */
export type TableJob = { mode: 'text' | 'table' } & (
  | { form: 'csv'; text: string }
  | { form: 'workbook'; bytes: Uint8Array; sheet?: string | number | { every: true } | undefined }
);

/** `why` completes the sentence "The file … ", without its full stop. */
export type TableResult = { ok: true; text: string } | { ok: false; why: string };

async function rowsOf(job: TableJob): Promise<Rows> {
  if (job.form === 'csv') return (await import('./csv-rows.ts')).csvRows(job.text);
  return (await import('./workbook-rows.ts')).workbookRows(job.bytes, job.sheet);
}

async function read(job: TableJob): Promise<TableResult> {
  try {
    const rows = await rowsOf(job);
    return { ok: true, text: job.mode === 'text' ? rowsToText(rows) : rowsToJson(rows) };
  } catch (error) {
    if (error instanceof TableError) return { ok: false, why: error.message };
    throw error;
  }
}

// The empty list transfers nothing: the result is copied.
parentPort?.postMessage(await read(workerData as TableJob), []);
