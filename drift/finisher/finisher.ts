import { createScriptedModel, type ModelRequest, type ScriptedModel, type ScriptedReply } from '../../src/model/index.ts';
import { findControl, isExact, keyOf, sharedWords } from './find-control.ts';
import { readRequest, type SeenControl, type SeenPage } from './read-page.ts';
import { type Expectation, readTask, type Task, type TaskStep } from './read-task.ts';

const OPENS = /…$|^(more|menu|options|actions|filters?|details)\b/i;
const CONSENT = /necessary|reject|decline|accept|agree/i;
const MAX_FAILURES_OF_A_STEP = 3;
const MAX_LINES_READ = 5;

/**
 * Finishes a handoff by rules instead of a model. It goes through the remaining steps, looks for each control by the words of its description and
 * recorded name, opens menus, tabs and dialogs when it does not find it, answers a cookie banner, fills a new field whose label says what to write,
 * and gives up in plain words when nothing matches. It knows no application, no drift and no synonym, so what it recovers is a lower bound.
 */
export function createFinisher(): ScriptedModel {
  let finisher: Finisher | undefined;
  return createScriptedModel((request) => {
    if (request.purpose !== 'agent') return { text: 'unknown' };
    finisher ??= new Finisher(readTask(readRequest(request).task));
    return finisher.next(request);
  }, 'scripted:finisher');
}

const act = (action: string, input: Record<string, unknown> = {}): ScriptedReply => ({
  toolCalls: [{ name: 'browser_dom', input: { action, ...input } }],
});
const giveUp = (why: string) => act('done', { success: false, summary: why, verified: '' });

/** The purpose of the last call. */
type Purpose = { kind: 'step'; control: SeenControl | undefined } | { kind: 'prepare' } | { kind: 'read' } | { kind: 'open_list' };

class Finisher {
  readonly #task: Task;
  #at = 0;
  #made: Purpose | undefined;
  #failures = 0;
  #opened = new Set<string>();
  #refused = new Set<string>();
  #answered = new Set<string>();
  readonly #read: Record<string, string> = {};

  constructor(task: Task) {
    this.#task = task;
  }

  next(request: ModelRequest): ScriptedReply {
    const { page, failure } = readRequest(request);
    const problem = this.#settle(page, failure, request);
    if (problem !== undefined) return giveUp(problem);
    const clearing = this.#clearObstacles(page);
    if (clearing) return clearing;
    for (;;) {
      const step = this.#task.steps[this.#at];
      if (step === undefined) return this.#finish(page);
      if (this.#task.spent.has(step.number)) {
        if (!allHold(step.expects, page))
          return giveUp(`Step ${step.number} may have taken effect, and the page does not show whether it did.`);
      } else if (!isDone(step, page)) return this.#do(step, page);
      this.#nextStep();
    }
  }

  /** Takes in the result of the last call. Returns the reason for giving up, if there is one. */
  #settle(page: SeenPage, failure: string | undefined, request: ModelRequest): string | undefined {
    const made = this.#made;
    this.#made = undefined;
    const step = this.#task.steps[this.#at];
    if (made === undefined || step === undefined) return undefined;
    if (made.kind === 'read') this.#keep(step, failure === undefined ? lastOutput(request) : linesAbout(step, page));
    if (made.kind === 'read' || (made.kind === 'step' && failure === undefined)) {
      if (made.kind === 'step' && !plausible(step.expects, page)) {
        return `Step ${step.number} (${step.description}) was executed, but the page shows nothing of what is expected after it.`;
      }
      this.#nextStep();
      return undefined;
    }
    if (failure === undefined) return undefined;
    this.#failures += 1;
    if (made.kind === 'step' && made.control) this.#refused.add(keyOf(made.control));
    if (step.writes && made.kind === 'step')
      return `Step ${step.number} (${step.description}) failed and may have taken effect: ${failure}`;
    return this.#failures >= MAX_FAILURES_OF_A_STEP ? `Step ${step.number} (${step.description}) failed: ${failure}` : undefined;
  }

  /** Answers a consent banner, and fills a new field whose label says what to write. */
  #clearObstacles(page: SeenPage): ScriptedReply | undefined {
    const choices = /cookie/i.test(page.text) ? page.controls.filter(({ role, name }) => role === 'button' && CONSENT.test(name)) : [];
    const choice = choices.find(({ name }) => /necessary|reject|decline/i.test(name)) ?? choices[0];
    if (choice && !this.#answered.has(choice.name)) {
      this.#answered.add(choice.name);
      return this.#prepare(act('click', { selector: choice.ref }));
    }
    for (const field of page.controls) {
      const [, wanted] = /\bwrite ['"“](.+?)['"”]/i.exec(field.name) ?? [];
      if (wanted !== undefined && field.role === 'textbox' && field.value === '' && !this.#answered.has(field.ref)) {
        this.#answered.add(field.ref);
        return this.#prepare(act('key_press', { selector: field.ref, text: wanted }));
      }
    }
    return undefined;
  }

  #do(step: TaskStep, page: SeenPage): ScriptedReply {
    const { action, params } = step;
    if (action === 'goto') return this.#step(act('goto', { url: step.target }), undefined);
    if (action === 'extract') {
      this.#made = { kind: 'read' };
      return act('extract', { selector: selectorOf(step.target), mode: params.mode });
    }
    if (action === 'wait_for') {
      this.#nextStep();
      return act('get_dom');
    }
    const option = action === 'select' && findOption(step, page);
    if (option) return this.#step(act('click', { selector: option.ref }), option);
    const control = findControl(step, page, this.#refused);
    if (control === undefined) return this.#open(step, page) ?? this.#notFound(step);
    // The page has a similar control; the right one may be in a closed menu.
    const isPressed = step.action === 'click' || step.action === 'download';
    const opener = isPressed && !isExact(step, control) ? this.#open(step, page) : undefined;
    if (opener) return opener;
    const selector = control.ref;
    switch (action) {
      case 'click':
      case 'download':
        return this.#step(act(action, { selector }), control);
      case 'upload':
        return this.#step(act('upload', { selector, files: params.files }), control);
      case 'key_press':
        return this.#step(act('key_press', { selector, text: params.text, key: params.key }), control);
      case 'select': {
        if (control.role === 'select') return this.#step(act('select', { selector, ...choiceOf(params) }), control);
        this.#refused.add(keyOf(control));
        this.#made = { kind: 'open_list' };
        return act('click', { selector });
      }
      default:
        return giveUp(`Step ${step.number} needs ${action}, which I cannot do.`);
    }
  }

  /** Opens something that may contain the control, each once per step; the best match for the step's words comes first. */
  #open(step: TaskStep, page: SeenPage): ScriptedReply | undefined {
    const closers = page.controls.filter(({ role, name }) => role === 'button' && /^close$/i.test(name));
    const openers = page.controls.filter((control) => {
      if (this.#opened.has(keyOf(control))) return false;
      if (control.role === 'tab') return !/\b(selected|current)\b/.test(control.rest);
      return (control.role === 'button' || control.role === 'link') && (/\bcollapsed\b/.test(control.rest) || OPENS.test(control.name));
    });
    const [best] = openers.toSorted((a, b) => sharedWords(step, b.name) - sharedWords(step, a.name));
    const isModal = /^\[dialog .* modal\]/m.test(page.text);
    if (isModal && closers[0]) return this.#prepare(act('click', { selector: closers[0].ref }));
    if (best === undefined) return undefined;
    this.#opened.add(keyOf(best));
    return this.#prepare(act('click', { selector: best.ref }));
  }

  #notFound({ number, description, target }: TaskStep): ScriptedReply {
    return giveUp(`Step ${number} (${description}): nothing on the page matches "${target}".`);
  }

  #finish(page: SeenPage): ScriptedReply {
    const shown = this.#task.steps
      .flatMap(({ expects }) => expects)
      .findLast(({ kind, value }) => kind === 'text on page' && page.text.includes(value));
    const verified = `The page shows "${shown?.value ?? page.title}".`;
    return act('done', { success: true, summary: 'The remaining steps were executed.', verified, data: this.#read });
  }

  #keep(step: TaskStep, text: string): void {
    this.#read[`step_${step.number}`] = text;
  }

  #nextStep(): void {
    this.#at += 1;
    this.#failures = 0;
    this.#opened = new Set();
    this.#refused = new Set();
  }

  #step(reply: ScriptedReply, control: SeenControl | undefined): ScriptedReply {
    this.#made = { kind: 'step', control };
    return reply;
  }

  #prepare(reply: ScriptedReply): ScriptedReply {
    this.#made = { kind: 'prepare' };
    return reply;
  }
}

/** Whether the step can be skipped: its field has the value already, or its click writes nothing and what is expected after it is there. */
function isDone(step: TaskStep, page: SeenPage): boolean {
  if (step.action === 'key_press' && step.params.key === undefined) {
    return findControl(step, page)?.value === step.params.text;
  }
  return step.action === 'click' && !step.writes && step.expects.length > 1 && allHold(step.expects, page);
}

/** Whether every expectation that can be checked holds, and at least one can. */
function allHold(expects: readonly Expectation[], page: SeenPage): boolean {
  const checked = expects.map((expectation) => holds(expectation, page)).filter((result) => result !== undefined);
  return checked.length > 0 && checked.every((result) => result);
}

/** Whether some expectation holds or none can be checked. In a frame the address may not change, so not all need to hold. */
function plausible(expects: readonly Expectation[], page: SeenPage): boolean {
  const checked = expects.map((expectation) => holds(expectation, page)).filter((result) => result !== undefined);
  return checked.length === 0 || checked.some((result) => result);
}

/** Undefined when the observation cannot show it. */
function holds({ kind, value }: Expectation, page: SeenPage): boolean | undefined {
  if (kind === 'url contains') return page.url.includes(value);
  if (kind === 'text on page') return page.text.includes(value);
  if (kind !== 'element visible') return undefined;
  const [, name] = /(?:name=|text=|text-is\(|has-text\()"([^"]*)"/.exec(value) ?? [];
  return name === undefined ? undefined : page.text.includes(name);
}

function findOption(step: TaskStep, page: SeenPage): SeenControl | undefined {
  const wanted = String(step.params.label ?? step.params.value ?? '').toLowerCase();
  return page.controls.find(({ role, name }) => role === 'option' && name.toLowerCase() === wanted);
}

function choiceOf({ label, value }: TaskStep['params']): Record<string, unknown> {
  return label === undefined ? { value } : { label };
}

/** The first selector of a recorded target, without the words before it and the parameters behind it. */
function selectorOf(target: string): string {
  const [, selector] = /(?:^|, )((?:[#.[]|role=|text=|[a-z-]+[.:[#> ]|tr:|main\b|customer-card).*)$/.exec(target) ?? [];
  return (selector ?? target).replace(/, (mode|text|key|label|value|files): .*$/, '');
}

function lastOutput(request: ModelRequest): string {
  const last = request.messages.at(-1);
  const text = last?.role === 'tool' ? last.results.map((result) => result.text).join('\n') : '';
  const [, output = ''] = /<<<page-text \w+>>>\n([\s\S]*?)\n<<<end of page-text/.exec(text) ?? [];
  return output.slice(0, 2_000);
}

/** The lines of the page that match a step best, for a value that could not be read as recorded. */
function linesAbout(step: TaskStep, page: SeenPage): string {
  const lines = page.text.split('\n').map((line) => ({ line, shared: sharedWords(step, line) }));
  const best = lines.filter(({ shared }) => shared > 0).toSorted((a, b) => b.shared - a.shared);
  return best
    .slice(0, MAX_LINES_READ)
    .map(({ line }) => line.trim())
    .join('\n');
}
