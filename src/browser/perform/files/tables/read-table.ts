import { ArchiveError, type Deadline, errorMessage, startModule, startThread } from '../../../../base/index.ts';
import type { TableJob, TableResult } from './table-worker.ts';
import { workbookParts } from './workbook-parts.ts';

const WORKER = startModule('src/browser/perform/files/tables/table-worker');
/** Heap of the thread. A table that needs more is refused. */
const MAX_HEAP_MB = 512;

/** Reads a table in a thread that ends with the deadline: a large one would hold up the whole run, and a hostile one could exhaust its memory. */
export async function readTable(job: TableJob, deadline: Deadline): Promise<TableResult> {
  if (job.form === 'csv') return inThread(job, deadline);
  try {
    const parts = await workbookParts(job.bytes);
    if (parts === undefined) return { ok: false, why: 'is an archive or an Office document other than XLSX, which cannot be read' };
    return await inThread({ ...job, bytes: parts }, deadline);
  } catch (error) {
    if (error instanceof ArchiveError) return { ok: false, why: `is a damaged or too large XLSX workbook: ${error.message}` };
    throw error;
  }
}

async function inThread(job: TableJob, deadline: Deadline): Promise<TableResult> {
  deadline.throwIfEnded();
  const worker = startThread(WORKER, { workerData: job, maxHeapMb: MAX_HEAP_MB });
  const answer = new Promise<TableResult>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve({ ok: false, why: whyNot(error) }));
    worker.once('exit', () => resolve({ ok: false, why: 'could not be read: the thread that reads it ended early' }));
  });
  try {
    return await deadline.race(answer);
  } finally {
    await worker.terminate();
  }
}

function whyNot(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'has a table that is too large to be read' : `is damaged: ${errorMessage(error)}`;
}
