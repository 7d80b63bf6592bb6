import type { Command } from '../actions/index.ts';
import type { Deadline } from '../base/index.ts';
import type { ElementDescription } from '../browser/index.ts';
import type { ActionRecord, ErrorBody, EventSink, Performed } from '../contract/index.ts';
import type { ClickTarget } from '../guardrails/index.ts';

export type Driver = 'playbook' | 'agent';

/** What to do, and for which driver. Texts may be Secret values: they are used and never written. */
export interface ActionRequest<Asked extends Command = Command> {
  command: Asked;
  driver: Driver;
  /** 1-based number of the playbook step this belongs to. */
  step?: number;
  /** The author of a playbook declared this step as one that changes something (`effect: write`), so a click on it is confirmed. */
  effectDeclared?: boolean;
  /** The element that the selector resolved to, when the driver knows it already. */
  element?: ElementDescription;
}

/** The outcome of an action. Expected failures are returned in it, not thrown. */
export interface ActionOutcome {
  ok: boolean;
  /** What the driver reads: stuck hints and CAPTCHA messages first, then the action's own text or its error. */
  text: string;
  output?: string;
  json?: unknown;
  /** Absolute path of a file that the action produced. */
  file?: string;
  image?: Uint8Array;
  error?: ErrorBody;
  /** `no`: nothing reached the page, so doing it again is safe. `maybe`: it failed on the way. `yes`: the action returned. */
  performed: Performed;
  urlBefore: string;
  url: string;
  /** The address, the tab or the frames changed under the driver. */
  pageChanged: boolean;
  /** Set when the run must end now: stuck, a budget used up, a browser that is gone. */
  stop?: ErrorBody;
  /** What the browser did meanwhile without being asked: answered dialogs, opened tabs, downloads. */
  notices: string[];
  /** Of a sequence: how many of its actions succeeded, from the first on. */
  partsDone?: number;
}

export interface Dispatcher {
  /** guard -> scope -> act -> after-checks -> log. Never rejects for what can be expected; cancellation of `deadline` comes back as an error with `stop`. */
  run(request: ActionRequest, deadline: Deadline): Promise<ActionOutcome>;
  /** Resolves when every screenshot that was asked for is taken and written, or given up. Before the browser is closed. */
  pictures(): Promise<void>;
}

/** The part of the recorder that the dispatcher needs. */
export interface ActionLog {
  nextActionNumber(): number;
  /** Must not reject. Resolves when the file is written. */
  recordAction(record: ActionRecord): Promise<void>;
  /** Where the screenshot of an action is going to be, inside the run folder. */
  screenshotPath(number: number, action: string): string;
  /** Resolves to the path inside the run folder, or undefined when it could not be kept. Must not reject. */
  saveScreenshot(number: number, action: string, jpeg: Uint8Array): Promise<string | undefined>;
  emit: EventSink;
}

/** Judges what an agent asks for against its scope; undefined = allowed, a sentence = refused. */
export type ScopeCheck = (command: Command, deadline: Deadline) => Promise<string | undefined>;

/** A click that the patterns do not know, for a model to judge. */
export interface ClickToJudge
  extends Omit<ClickTarget, 'role' | 'name' | 'text' | 'href'>,
    Required<Pick<ClickTarget, 'role' | 'name' | 'text' | 'href'>> {
  url: string;
  /** What stands around the element (its dialog or form, what is chosen there). Page text. */
  around?: string;
}

/** Lets a model judge a click that the patterns do not know. `no_answer` blocks (fail closed). */
export type ClickJudge = (target: ClickToJudge, deadline: Deadline) => Promise<'safe' | 'destructive' | 'no_answer'>;

/** Asks a person; resolves to true only for a clear yes. */
export type Confirm = (question: string, deadline: Deadline) => Promise<boolean>;
