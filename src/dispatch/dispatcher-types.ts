import type { Command } from '../actions/index.ts';
import type { Deadline } from '../base/index.ts';
import type { ElementDescription } from '../browser/index.ts';
import type { ActionRecord, DialogRecord, ErrorBody, EventSink, Performed } from '../contract/index.ts';
import type { ClickTarget } from '../guardrails/index.ts';
import type { Secret } from '../secrets/index.ts';

export type Driver = 'playbook' | 'agent';

/** What to do, and for which driver. Texts may be Secret values, which are used but never written. */
export interface ActionRequest<Asked extends Command = Command> {
  command: Asked;
  driver: Driver;
  /** 1-based number of the playbook step this belongs to. */
  step?: number;
  /** The author of the playbook declared that the step changes something (`effect: write`): that confirms a click. */
  effectDeclared?: boolean;
  /** The author declared that the click only opens something (`only_opens`), whatever its label says: that confirms it too. */
  onlyOpens?: boolean;
  /** What an agent does, in words that mean something on another page too. */
  description?: string;
  /** The parts of the output that become secrets of the run, before anything of it is written. */
  secretsIn?: (output: string) => readonly string[];
  /**
   * The next action fills in a field too: its screenshot shows this one as well, so this one has none, unless it fails or
   * the page changes.
   */
  isShownByNext?: boolean;
  /** The element that the selector resolved to, if the driver already knows it. */
  element?: ElementDescription;
}

/** The outcome of an action. Expected failures are returned in it, not thrown. */
export interface ActionOutcome {
  ok: boolean;
  /** What the driver reads: stuck hints and CAPTCHA messages first, then the action's own text or its error. */
  text: string;
  output?: string;
  /** As in ActionResult. */
  raw?: Secret;
  json?: unknown;
  /** Absolute paths of the files that the action saved. */
  files?: readonly string[];
  image?: Uint8Array;
  error?: ErrorBody;
  /**
   * `no`: nothing reached the page, so doing it again is safe. `maybe`: it failed on the way. `yes`: the action
   * returned.
   */
  performed: Performed;
  urlBefore: string;
  url: string;
  /** Set if several tabs are open: the address of the active one. */
  tab?: string | undefined;
  /** The number of the newest tab before the action. */
  newestTab?: number;
  /** The address, the tab or the frames changed under the driver. */
  pageChanged: boolean;
  /** Set when the run must end now: it is stuck, a budget is used up, the browser is gone. */
  stop?: ErrorBody;
  /** What the browser did on its own meanwhile: answered dialogs, opened tabs, downloads. */
  notices: string[];
  /** The native dialogs of an agent's action, and how they were answered. */
  dialogs?: readonly DialogRecord[];
  /** For a sequence: how many of its actions succeeded, counted from the first. */
  actionsDone?: number;
}

export interface Dispatcher {
  /**
   * guard -> scope -> act -> after-checks -> log. Never rejects for an expected failure; when `deadline` is cancelled,
   * the outcome has an error and `stop`.
   */
  run(request: ActionRequest, deadline: Deadline): Promise<ActionOutcome>;
  /**
   * Throws STEP_FAILED if the active page is an error page that no step accepted (`accept_status`): what it shows or
   * lacks decides nothing.
   */
  assertReadable(acceptedStatuses?: readonly number[]): void;
  /** Resolves when every requested screenshot is written or has failed. To call before the browser is closed. */
  flushScreenshots(): Promise<void>;
}

/** The part of the recorder that the dispatcher needs. */
export interface ActionLog {
  nextActionNumber(): number;
  /** Must not reject. Resolves when the file is written. */
  recordAction(record: ActionRecord): Promise<void>;
  /** The path that the screenshot of an action will have inside the run folder. `name`: the action, or what the user calls it. */
  screenshotPath(number: number, name: string): string;
  /** Resolves to the path inside the run folder, or undefined when it could not be saved. Must not reject. */
  saveScreenshot(number: number, name: string, jpeg: Uint8Array, options?: { requested: boolean }): Promise<string | undefined>;
  emit: EventSink;
}

/**
 * Checks the command of an agent against its scope: undefined if it is allowed, otherwise the reason in one sentence.
 */
export type ScopeCheck = (command: Command, deadline: Deadline) => Promise<string | undefined>;

/** A click that no pattern recognises, for a model to judge. */
export interface ClickToJudge
  extends Omit<ClickTarget, 'role' | 'name' | 'text' | 'href'>,
    Required<Pick<ClickTarget, 'role' | 'name' | 'text' | 'href'>> {
  url: string;
  /** The surroundings of the element (its dialog or form, what is selected there). Page text. */
  around?: string;
}

/** Lets a model judge a click that no pattern recognises. `no_answer` blocks it (fail closed). */
export type ClickJudge = (target: ClickToJudge, deadline: Deadline) => Promise<'safe' | 'destructive' | 'no_answer'>;

/** Asks a person; resolves to true only for a clear yes. */
export type Confirm = (question: string, deadline: Deadline) => Promise<boolean>;
