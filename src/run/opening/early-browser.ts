import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { type PrelaunchedBrowser, prelaunchBrowser } from '../../browser/index.ts';
import type { RunDeps } from '../run-deps.ts';

/** Node reports each process that it starts here. */
const PROCESSES = 'child_process';

/** The browser of a run, started while the run is planned. A run that turns out to need none ends it. */
export class EarlyBrowser implements AsyncDisposable {
  readonly #given: PrelaunchedBrowser | undefined;
  readonly #starting: Promise<PrelaunchedBrowser | undefined>;
  /**
   * Resolves when its process runs, or when there will be none. Loading modules before would hold it up; afterwards it
   * starts on another processor.
   */
  readonly underWay: Promise<unknown>;

  /** `tracesFolder`: where the browser may keep the raw trace. Does not install a browser: a run that cannot be planned needs none. */
  constructor({ installedBrowser, prelaunchedBrowser, headed = false, log }: RunDeps, tracesFolder: string, deadline: Deadline) {
    const start = async () => {
      if (prelaunchedBrowser !== undefined || headed) return undefined;
      const found = await installedBrowser?.();
      return found && (await prelaunchBrowser({ executablePath: found.path, tracesFolder, opensPage: false }, deadline));
    };
    this.#given = prelaunchedBrowser;
    const spawned = Promise.withResolvers<void>();
    const onProcess = () => spawned.resolve();
    subscribe(PROCESSES, onProcess);
    this.#starting = start().catch((error: unknown) => {
      log.debug('the browser was not started while the run was planned', { error: errorMessage(error) });
      return undefined;
    });
    this.underWay = Promise.race([spawned.promise, this.#starting]).finally(() => unsubscribe(PROCESSES, onProcess));
  }

  /** undefined if it did not start: starting it again then says why. */
  async ready(): Promise<PrelaunchedBrowser | undefined> {
    return this.#given ?? (await this.#starting);
  }

  /** Ends the browser, unless a session has taken it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#starting)?.end();
  }
}
