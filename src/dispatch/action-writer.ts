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
  /** Ways to find the target element again, collected before the action. */
  candidates: SelectorCandidate[];
  durationMs: number;
}

const SCREENSHOT_TIMEOUT_MS = 5_000;

/**
 * Writes one record, one event and, if configured, one screenshot per action. Never rejects: a failing log does not
 * fail the run.
 */
export class ActionWriter {
  readonly #deps: WriterDeps;
  readonly #screenshots = new Set<Promise<void>>();

  constructor(deps: WriterDeps) {
    this.#deps = deps;
  }

  /** Returns the path of the picture that the action was to take, if it was saved. */
  async write(request: ActionRequest<Action>, done: ActionDone, deadline: Deadline): Promise<string | undefined> {
    const { log, secrets } = this.#deps;
    const { outcome, candidates, durationMs } = done;
    const { action, ...input } = request.command;
    const number = log.nextActionNumber();
    const picture = await this.#savePicture(number, request, outcome);
    const isShownByNext = request.isShownByNext === true && outcome.ok && !outcome.pageChanged && outcome.tab === undefined;
    const takes = this.#deps.recording.screenshots && picture === undefined && !isShownByNext;
    const screenshot = picture ?? (takes ? log.screenshotPath(number, action) : undefined);
    const taken = takes ? this.#takeScreenshot(number, action, deadline) : undefined;
    // A successful playbook step does not wait for its screenshot; an agent's step, a failure and an effect do.
    if (request.driver === 'agent' || !outcome.ok || request.effectDeclared) await taken;
    const common = {
      number,
      action,
      ok: outcome.ok,
      text: outcome.text,
      error: outcome.error,
      duration_ms: Math.round(durationMs),
      screenshot,
      step: request.step,
      ...(outcome.dialogs && { dialogs: [...outcome.dialogs] }),
    };
    // Not awaited: the log keeps the order, and the next action does not have to wait for the disk.
    void log.recordAction({
      ...common,
      at: new Date().toISOString(),
      input,
      driver: request.driver,
      output: outcome.output ?? picture,
      url_before: secrets.redact(outcome.urlBefore),
      url_after: secrets.redact(outcome.url),
      downloads: outcome.files && [...outcome.files],
      selector_candidates: candidates.length > 0 ? candidates : undefined,
    });
    void log.emit({ type: 'action', ...common, target: secrets.redact(describeTarget(request.command)), url: secrets.redact(outcome.url) });
    return picture;
  }

  /** The picture that an action takes is its screenshot too. One that a playbook takes, or that has a name, is kept in any case. */
  async #savePicture(number: number, { command, driver }: ActionRequest<Action>, { image }: ActionOutcome): Promise<string | undefined> {
    if (image === undefined || command.action !== 'screenshot') return undefined;
    const requested = driver === 'playbook' || command.name !== undefined;
    return this.#deps.log.saveScreenshot(number, command.name ?? command.action, image, { requested });
  }

  /** Resolves when every requested screenshot is written or has failed. */
  async flushScreenshots(): Promise<void> {
    await Promise.all(this.#screenshots);
  }

  #takeScreenshot(number: number, action: ActionName, deadline: Deadline): Promise<void> {
    if (deadline.signal.aborted) return Promise.resolve();
    const taking = this.#saveScreenshot(number, action, deadline).finally(() => this.#screenshots.delete(taking));
    this.#screenshots.add(taking);
    return taking;
  }

  async #saveScreenshot(number: number, action: ActionName, deadline: Deadline): Promise<void> {
    using own = deadline.within(SCREENSHOT_TIMEOUT_MS, 'a screenshot');
    try {
      await this.#deps.log.saveScreenshot(number, action, await this.#deps.session.screenshot(own));
    } catch (problem) {
      deadline.log.debug('no screenshot of this action', { number, error: errorMessage(problem) });
    }
  }
}

/** The target of an action in a few words: its selector, address, key or text. Secrets print as `[secret]`. */
export function describeTarget(action: Action): string {
  const { selector, to, url, key, text } = aimOf(action);
  return String((to === undefined ? selector : `${selector} → ${to}`) ?? url ?? key ?? text ?? '').slice(0, 300);
}
