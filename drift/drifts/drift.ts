import type { ApplicationPlan } from '../applications/application-plan.ts';

/** A page on its way to the browser. */
export interface DriftPage {
  readonly document: Document;
  /** As the browser asked for it. */
  readonly url: URL;
  readonly plan: ApplicationPlan;
  readonly seed: number;
  /** The request's cookies by name. */
  readonly cookies: ReadonlyMap<string, string>;
  /** Every word of the scripts that this page loads: a name among them is one that a script may look for. */
  readonly scriptWords: ReadonlySet<string>;
  /** Says what was changed, for the record of what a run met. */
  touch(what: string): void;
}

export interface DriftRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly plan: ApplicationPlan;
  readonly seed: number;
  /** The fields of a form that is sent; undefined for anything else. */
  readonly form: FormData | undefined;
}

export interface DriftAnswer {
  readonly status: number;
  readonly html: string;
  /** What the record says. */
  readonly touched: string;
}

/**
 * One named way in which an application may change under a playbook. Everything is optional; what is there is applied to every page, style sheet
 * and request. A person must still be able to do each job: a drift changes the way to a thing, never the thing.
 */
export interface Drift {
  readonly name: string;
  /** What a person would say has changed. */
  readonly description: string;
  page?(page: DriftPage): void;
  style?(css: string, seed: number): string;
  /** Added to the time the application takes itself. */
  delayMs?(request: DriftRequest): number;
  /** Answers in the application's place; undefined lets the request through. */
  answer?(request: DriftRequest): DriftAnswer | undefined;
}
