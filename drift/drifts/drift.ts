import type { ApplicationPlan } from '../applications/application-plan.ts';

/** A page on its way to the browser. */
export interface DriftPage {
  readonly document: Document;
  /** As the browser requested it. */
  readonly url: URL;
  readonly plan: ApplicationPlan;
  readonly seed: number;
  /** The request's cookies by name. */
  readonly cookies: ReadonlyMap<string, string>;
  /** Every word in the scripts of this page: a script may look for any name among them. */
  readonly scriptWords: ReadonlySet<string>;
  /** Records what was changed. */
  touch(what: string): void;
}

export interface DriftRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly plan: ApplicationPlan;
  readonly seed: number;
  /** The fields of a posted form; undefined for anything else. */
  readonly form: FormData | undefined;
}

export interface DriftAnswer {
  readonly status: number;
  readonly html: string;
  /** What to record. */
  readonly touched: string;
}

/**
 * One named way in which an application may change under a playbook. Hooks are optional and apply to every page, style sheet and request. A person
 * must still be able to do each job: a drift changes the way to a goal, never the goal.
 */
export interface Drift {
  readonly name: string;
  /** The change in a person's words. */
  readonly description: string;
  page?(page: DriftPage): void;
  style?(css: string, seed: number): string;
  /** Added to the application's own response time, in milliseconds. */
  delayMs?(request: DriftRequest): number;
  /** Answers instead of the application; undefined lets the request through. */
  answer?(request: DriftRequest): DriftAnswer | undefined;
}
