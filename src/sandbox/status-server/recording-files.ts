import { createReadStream, type ReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ROTE_VERSION } from '../../base/index.ts';
import type { Manifest } from '../../contract/index.ts';
import { RoteError } from '../../contract/index.ts';
import { listArtifacts, readRun, sha256Of } from '../../recording/index.ts';
import type { LiveRunView } from './run-view.ts';

/** A whole file of the run folder, opened, so that its size and its content belong together. */
export interface WholeFile {
  bytes: number;
  stream: ReadStream;
}

/** Still written to while the run goes on: the events, and a status that is replaced at each change. */
const GROWING = new Set(['events', 'status']);

/** What is whole in the folder of a run that may still go on. */
export class RecordingFiles {
  readonly #view: LiveRunView;
  /** Whole files never change: each is read once. */
  readonly #sums = new Map<string, string>();

  constructor(view: LiveRunView) {
    this.#view = view;
  }

  /** manifest.json once it is there; before that, the same of the files that are whole now. */
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

  /** TRACE_NOT_AVAILABLE with the reason before it is written. */
  async trace(): Promise<WholeFile> {
    const file = await openWhole(join(this.#folder(), 'trace.zip'));
    if (file) return file;
    const why = this.#view.finished
      ? 'this run has none: traces were switched off, or it could not be kept (see its warnings)'
      : 'it is written when the run has ended';
    throw new RoteError('TRACE_NOT_AVAILABLE', `There is no trace of run ${this.#view.runId}: ${why}.`);
  }

  /** NOT_FOUND for what is not there, and for a name that is more than a name. */
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
