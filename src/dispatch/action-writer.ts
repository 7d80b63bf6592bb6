import { type Action, type ActionName, aimOf } from '../actions/index.ts';
import { type Deadline, errorMessage } from '../base/index.ts';
import type { BrowserSession } from '../browser/index.ts';
import type { RecordingSettings, SelectorCandidate } from '../contract/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import type { ActionLog, ActionOutcome, ActionRequest } from './dispatcher-types.ts';

interface WriterDeps {
  session: BrowserSession;
  log: ActionLog;
  secrets: SecretBook;
  recording: RecordingSettings;
}

interface ActionDone {
  outcome: ActionOutcome;
  /** Of the element that was acted on, as it was before. */
  candidates: SelectorCandidate[];
  durationMs: number;
}

const SCREENSHOT_TIMEOUT_MS = 5_000;

/** Writes one record, one event and, if configured, one screenshot per action. Never rejects: a failing log does not fail the run. */
export class ActionWriter {
  readonly #deps: WriterDeps;
  readonly #pictures = new Set<Promise<void>>();

  constructor(deps: WriterDeps) {
    this.#deps = deps;
  }

  async write(request: ActionRequest<Action>, done: ActionDone, deadline: Deadline): Promise<void> {
    const { log, secrets } = this.#deps;
    const { outcome, candidates, durationMs } = done;
    const { action, ...input } = request.command;
    const number = log.nextActionNumber();
    const screenshot = this.#deps.recording.screenshots ? log.screenshotPath(number, action) : undefined;
    const picture = this.#takePicture(number, action, deadline);
    // A successful playbook step does not wait for its screenshot; an agent's step, a failure and an effect do.
    if (request.driver === 'agent' || !outcome.ok || request.effectDeclared) await picture;
    const common = {
      number,
      action,
      ok: outcome.ok,
      text: outcome.text,
      ...(outcome.error && { error: outcome.error }),
      duration_ms: Math.round(durationMs),
      ...(screenshot !== undefined && { screenshot }),
      ...(request.step !== undefined && { step: request.step }),
    };
    // Not awaited: the log keeps the order, and the next action need not wait for the disk.
    void log.recordAction({
      ...common,
      at: new Date().toISOString(),
      input,
      driver: request.driver,
      ...(outcome.output !== undefined && { output: outcome.output }),
      url_before: secrets.redact(outcome.urlBefore),
      url_after: secrets.redact(outcome.url),
      ...(outcome.file !== undefined && { downloads: [outcome.file] }),
      ...(candidates.length > 0 && { selector_candidates: candidates }),
    });
    void log.emit({ type: 'action', ...common, target: secrets.redact(describeTarget(request.command)), url: secrets.redact(outcome.url) });
  }

  /** Resolves when every picture that was asked for is taken and written, or given up. */
  async pictures(): Promise<void> {
    await Promise.all(this.#pictures);
  }

  #takePicture(number: number, action: ActionName, deadline: Deadline): Promise<void> {
    if (!this.#deps.recording.screenshots || deadline.signal.aborted) return Promise.resolve();
    const taking = this.#screenshot(number, action, deadline).finally(() => this.#pictures.delete(taking));
    this.#pictures.add(taking);
    return taking;
  }

  async #screenshot(number: number, action: ActionName, deadline: Deadline): Promise<void> {
    using own = deadline.within(SCREENSHOT_TIMEOUT_MS, 'a screenshot');
    try {
      await this.#deps.log.saveScreenshot(number, action, await this.#deps.session.screenshot(own));
    } catch (problem) {
      deadline.log.debug('no screenshot of this action', { number, error: errorMessage(problem) });
    }
  }
}

/** What an action was aimed at, in a few words: its selector, address, file or key. Secrets print as `[secret]`. */
export function describeTarget(action: Action): string {
  const { selector, url, key, text } = aimOf(action);
  return String(selector ?? url ?? key ?? text ?? '').slice(0, 300);
}
