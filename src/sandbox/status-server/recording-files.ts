import { createReadStream, type ReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ROTE_VERSION } from '../../base/index.ts';
import type { Manifest } from '../../contract/index.ts';
import { RoteError } from '../../contract/index.ts';
import { listArtifacts, readRun, sha256Of } from '../../recording/index.ts';
import type { LiveRunView } from './run-view.ts';

/** A complete file of the run folder, opened once: size and content belong together. */
export interface WholeFile {
  bytes: number;
  stream: ReadStream;
}

/** Kinds that change during the run: events are appended, the status is replaced. */
const GROWING = new Set(['events', 'status']);

/** The complete files in the folder of a run that may still be in progress. */
export class RecordingFiles {
  readonly #view: LiveRunView;
  /** Complete files never change: each is hashed once. */
  readonly #sums = new Map<string, string>();

  constructor(view: LiveRunView) {
    this.#view = view;
  }

  /** manifest.json once it exists; before that, the same for the files that are complete now. */
  async manifest(): Promise<Manifest> {
    const folder = this.#folder();
    if (this.#view.finished) {
      const { manifest } = await readRun(folder);
      if (manifest !== undefined) return manifest;
    }
    const artifacts: Manifest['artifacts'] = [];
    for (const artifact of await listArtifacts(folder)) {
      if (GROWING.has(artifact.kind) && !this.#view.finished) continue;
      artifacts.push({ ...artifact, sha256: await this.#sumOf(artifact.path) });
    }
    return {
      run_id: this.#view.runId,
      rote_version: ROTE_VERSION,
      status: this.#view.status,
      events: this.#view.events().length,
      actions: artifacts.filter(({ kind }) => kind === 'action').length,
      artifacts,
      warnings: [],
    };
  }

  /** TRACE_NOT_AVAILABLE, with the reason, when there is none. */
  async trace(): Promise<WholeFile> {
    const file = await openWhole(join(this.#folder(), 'trace.zip'));
    if (file) return file;
    const why = this.#view.finished
      ? 'traces were switched off, or it could not be kept (see the warnings of the run)'
      : 'it is written when the run has ended';
    throw new RoteError('TRACE_NOT_AVAILABLE', `There is no trace of run ${this.#view.runId}: ${why}.`);
  }

  /** NOT_FOUND for a missing file, and for a name that is a path. */
  async file(kind: 'screenshots' | 'downloads', name: string): Promise<WholeFile> {
    const plain = name !== '' && !name.startsWith('.') && !/[/\\\0]/.test(name);
    const file = plain ? await openWhole(join(this.#folder(), kind, name)) : undefined;
    if (file) return file;
    throw new RoteError('NOT_FOUND', `Run ${this.#view.runId} has no file of that name in ${kind}.`);
  }

  #folder(): string {
    if (this.#view.live) return this.#view.live.folder;
    throw new RoteError('NOT_FOUND', `Run ${this.#view.runId} has no folder ${this.#view.finished ? '' : 'yet'}`.trimEnd().concat('.'));
  }

  async #sumOf(path: string): Promise<string> {
    const full = join(this.#folder(), path);
    const { size, mtimeMs } = await stat(full);
    const key = `${path} ${size} ${mtimeMs}`;
    const sum = this.#sums.get(key) ?? (await sha256Of(full));
    this.#sums.set(key, sum);
    return sum;
  }
}

async function openWhole(path: string): Promise<WholeFile | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  try {
    const found = await file.stat();
    if (found.isFile())
      return { bytes: found.size, stream: createReadStream('', { fd: file, start: 0, end: Math.max(0, found.size - 1) }) };
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return undefined;
}
