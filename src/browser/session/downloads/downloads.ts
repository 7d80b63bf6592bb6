import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Download } from 'playwright-core';
import type { Deadline } from '../../../base/index.ts';
import { errorMessage } from '../../../base/index.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { stopTooLarge } from '../../playwright/stop-too-large.ts';
import type { Redactor, SavedName } from '../browser-session.ts';
import type { Notices } from '../notices.ts';
import type { NewDownloads, SavedDownload } from '../page-session.ts';
import { downloadName } from './download-name.ts';

interface DownloadsOptions {
  folder: string;
  maxBytes: number;
  secrets: Redactor;
  notices: Notices;
}

/** Saves the browser's downloads in the run's folder: complete or not at all, under safe names that never collide. */
export class Downloads {
  readonly #options: DownloadsOptions;
  readonly #running = new Set<Promise<SavedDownload>>();
  readonly #taken = new Set<string>();
  readonly #tooLarge = new Set<string>();
  readonly #saved: (SavedName & { at: number })[] = [];
  readonly #watching = new Set<(download: Promise<SavedDownload>) => void>();

  constructor(context: BrowserContext, options: DownloadsOptions) {
    this.#options = options;
    context.on('download', (download) => this.#onDownload(download));
    stopTooLarge(context, options.maxBytes, (url) => this.#tooLarge.add(url));
  }

  /** The downloads that start from now on, in any tab. */
  watch(): NewDownloads {
    const all: Promise<SavedDownload>[] = [];
    let started = Promise.withResolvers<void>();
    const watch = (download: Promise<SavedDownload>) => {
      download.catch(() => undefined); // a failure is reported as a notice too
      all.push(download);
      started.resolve();
      started = Promise.withResolvers();
    };
    this.#watching.add(watch);
    return {
      all,
      moreThan: async (count) => {
        while (all.length <= count) await started.promise;
      },
      [Symbol.dispose]: () => void this.#watching.delete(watch),
    };
  }

  /** The files saved since then (milliseconds since 1970). */
  savedSince(at: number): SavedName[] {
    return this.#saved.filter((file) => file.at >= at);
  }

  async done(deadline: Deadline): Promise<void> {
    while (this.#running.size > 0) await deadline.race(Promise.allSettled(this.#running));
  }

  #onDownload(download: Download): void {
    const saving = this.#save(download);
    this.#running.add(saving);
    saving
      .then(
        (file) =>
          this.#options.notices.add({ kind: 'download', message: `Downloaded "${file.name}" (${file.bytes} bytes).`, file: file.path }),
        (error: unknown) => this.#options.notices.add({ kind: 'download', message: errorMessage(error), failed: true }),
      )
      .finally(() => this.#running.delete(saving));
    for (const watch of this.#watching) watch(saving);
  }

  async #save(download: Download): Promise<SavedDownload> {
    const { folder, maxBytes } = this.#options;
    const suggested = this.#options.secrets.redact(download.suggestedFilename());
    const temporary = join(folder, `.${randomUUID()}.part`);
    try {
      await mkdir(folder, { recursive: true });
      const failure = await download.failure();
      if (this.#tooLarge.has(download.url())) throw new Error(`it is larger than ${maxBytes} bytes, which is the limit`);
      if (failure !== null)
        throw new Error(
          failure === 'canceled' ? 'the connection broke or the download was stopped' : `the server or the disk refused (${failure})`,
        );
      await download.saveAs(temporary);
      const { size } = await stat(temporary);
      if (size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes, which is the limit`);
      const name = await this.#freeName(suggested);
      await rename(temporary, join(folder, name));
      this.#saved.push({ name, suggested, at: Date.now() });
      return { path: join(folder, name), name, bytes: size };
    } catch (error) {
      await rm(temporary, { force: true });
      const errno = (error as NodeJS.ErrnoException).code;
      if (errno === 'ENOSPC' || errno === 'EDQUOT') throw error;
      const why = errorMessage(error).split('\n')[0] ?? '';
      throw pageFailure('download_failed', `The download of "${suggested}" failed: ${why}.`, { cause: error });
    } finally {
      await download.delete().catch(() => undefined); // the browser is gone, and its folder with it
    }
  }

  async #freeName(suggested: string): Promise<string> {
    for (let count = 1; ; count += 1) {
      const name = downloadName(suggested, count);
      const key = name.toLowerCase();
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      const exists = await access(join(this.#options.folder, name)).then(
        () => true,
        () => false,
      );
      if (!exists) return name;
    }
  }
}
