import { createScriptedModel, type ModelRequest, type ScriptedModel, type ScriptedReply } from '../../src/model/index.ts';
import { findControl, isExact, keyOf, sharedWords } from './find-control.ts';
import { readRequest, type SeenControl, type SeenPage } from './read-page.ts';
import { type Expectation, readTask, type Task, type TaskStep } from './read-task.ts';

const OPENS = /…$|^(more|menu|options|actions|filters?|details)\b/i;
const CONSENT = /necessary|reject|decline|accept|agree/i;
const MAX_FAILURES_OF_A_STEP = 3;
const MAX_LINES_READ = 5;

/**
 * Finishes a handoff by rules, in place of a model: it goes through the remaining steps, looks for each control again by the words of its description and
 * recorded name, opens menus, tabs and dialogs when it does not find it, answers a cookie banner, fills a new field whose label says with what, and gives
 * up in plain words when nothing fits. It knows no application, no drift and no synonym, and it is no model: what it recovers is a lower bound.
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

/** What the call that was made last was for. */
type Made = { kind: 'step'; control: SeenControl | undefined } | { kind: 'way' } | { kind: 'read' } | { kind: 'open_list' };

class Finisher {
  readonly #task: Task;
  #at = 0;
  #made: Made | undefined;
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
    const problem = this.#take(page, failure, request);
    if (problem !== undefined) return giveUp(problem);
    const inTheWay = this.#clearTheWay(page);
    if (inTheWay) return inTheWay;
    for (;;) {
      const step = this.#task.steps[this.#at];
      if (step === undefined) return this.#finish(page);
      if (this.#task.spent.has(step.number)) {
        if (!seen(step.expects, page))
          return giveUp(`Step ${step.number} may have been carried out, and the page does not show whether it was.`);
      } else if (!isDone(step, page)) return this.#do(step, page);
      this.#goOn();
    }
  }

  /** What became of the last call. Returns why it cannot go on. */
  #take(page: SeenPage, failure: string | undefined, request: ModelRequest): string | undefined {
    const made = this.#made;
    this.#made = undefined;
    const step = this.#task.steps[this.#at];
    if (made === undefined || step === undefined) return undefined;
    if (made.kind === 'read') this.#keep(step, failure === undefined ? lastOutput(request) : linesAbout(step, page));
    if (made.kind === 'read' || (made.kind === 'step' && failure === undefined)) {
      if (made.kind === 'step' && !plausible(step.expects, page)) {
        return `Step ${step.number} (${step.description}) was carried out, but the page shows nothing of what is expected after it.`;
      }
      this.#goOn();
      return undefined;
    }
    if (failure === undefined) return undefined;
    this.#failures += 1;
    if (made.kind === 'step' && made.control) this.#refused.add(keyOf(made.control));
    if (step.writes && made.kind === 'step')
      return `Step ${step.number} (${step.description}) failed and may have been carried out: ${failure}`;
    return this.#failures >= MAX_FAILURES_OF_A_STEP ? `Step ${step.number} (${step.description}) failed: ${failure}` : undefined;
  }

  /** A banner that asks for consent, and a field that says what it wants. */
  #clearTheWay(page: SeenPage): ScriptedReply | undefined {
    const choices = /cookie/i.test(page.text) ? page.controls.filter(({ role, name }) => role === 'button' && CONSENT.test(name)) : [];
    const choice = choices.find(({ name }) => /necessary|reject|decline/i.test(name)) ?? choices[0];
    if (choice && !this.#answered.has(choice.name)) {
      this.#answered.add(choice.name);
      return this.#way(act('click', { selector: choice.ref }));
    }
    for (const field of page.controls) {
      const [, wanted] = /\bwrite ['"“](.+?)['"”]/i.exec(field.name) ?? [];
      if (wanted !== undefined && field.role === 'textbox' && field.value === '' && !this.#answered.has(field.ref)) {
        this.#answered.add(field.ref);
        return this.#way(act('key_press', { selector: field.ref, text: wanted }));
      }
    }
    return undefined;
  }

  #do(step: TaskStep, page: SeenPage): ScriptedReply {
    const { action, params } = step;
    if (action === 'goto') return this.#step(act('goto', { url: step.target }), undefined);
    if (action === 'extract') {
      this.#made = { kind: 'read' };
      return act('extract', { selector: selectorOf(step.target), ...(params.mode !== undefined && { mode: params.mode }) });
    }
    if (action === 'wait_for') {
      this.#goOn();
      return act('get_dom');
    }
    const option = action === 'select' && findOption(step, page);
    if (option) return this.#step(act('click', { selector: option.ref }), option);
    const control = findControl(step, page, this.#refused);
    if (control === undefined) return this.#open(step, page) ?? this.#nothingFits(step);
    // Something like it is here; the thing itself may be in a menu that is closed.
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
        return this.#step(act('key_press', { selector, text: params.text, ...(params.key !== undefined && { key: params.key }) }), control);
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

  /** Opens something in which the control may be, each once for a step; what fits the step's words best comes first. */
  #open(step: TaskStep, page: SeenPage): ScriptedReply | undefined {
    const closers = page.controls.filter(({ role, name }) => role === 'button' && /^close$/i.test(name));
    const openers = page.controls.filter((control) => {
      if (this.#opened.has(keyOf(control))) return false;
      if (control.role === 'tab') return !/\b(selected|current)\b/.test(control.rest);
      return (control.role === 'button' || control.role === 'link') && (/\bcollapsed\b/.test(control.rest) || OPENS.test(control.name));
    });
    const [best] = openers.toSorted((a, b) => sharedWords(step, b.name) - sharedWords(step, a.name));
    const isModal = /^\[dialog .* modal\]/m.test(page.text);
    if (isModal && closers[0]) return this.#way(act('click', { selector: closers[0].ref }));
    if (best === undefined) return undefined;
    this.#opened.add(keyOf(best));
    return this.#way(act('click', { selector: best.ref }));
  }

  #nothingFits({ number, description, target }: TaskStep): ScriptedReply {
    return giveUp(`Step ${number} (${description}): nothing on the page fits "${target}".`);
  }

  #finish(page: SeenPage): ScriptedReply {
    const told = this.#task.steps
      .flatMap(({ expects }) => expects)
      .findLast(({ kind, value }) => kind === 'text on page' && page.text.includes(value));
    const verified = `The page shows "${told?.value ?? page.title}".`;
    return act('done', { success: true, summary: 'The remaining steps were carried out.', verified, data: this.#read });
  }

  #keep(step: TaskStep, text: string): void {
    this.#read[`step_${step.number}`] = text;
  }

  #goOn(): void {
    this.#at += 1;
    this.#failures = 0;
    this.#opened = new Set();
    this.#refused = new Set();
  }

  #step(reply: ScriptedReply, control: SeenControl | undefined): ScriptedReply {
    this.#made = { kind: 'step', control };
    return reply;
  }

  #way(reply: ScriptedReply): ScriptedReply {
    this.#made = { kind: 'way' };
    return reply;
  }
}

/** Nothing has to be done when the field holds the value, or when what is expected after a click that changes nothing is there. */
function isDone(step: TaskStep, page: SeenPage): boolean {
  if (step.action === 'key_press' && step.params.key === undefined) {
    return findControl(step, page)?.value === step.params.text;
  }
  return step.action === 'click' && !step.writes && step.expects.length > 1 && seen(step.expects, page);
}

/** All that can be seen of what is expected is there. */
function seen(expects: readonly Expectation[], page: SeenPage): boolean {
  const looked = expects.map((one) => holds(one, page)).filter((one) => one !== undefined);
  return looked.length > 0 && looked.every((one) => one);
}

/** Something of what is expected is there, or nothing of it can be seen. An address may not change where the page stands in a frame. */
function plausible(expects: readonly Expectation[], page: SeenPage): boolean {
  const looked = expects.map((one) => holds(one, page)).filter((one) => one !== undefined);
  return looked.length === 0 || looked.some((one) => one);
}

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

/** What stands on the page about a thing that could not be read as recorded. */
function linesAbout(step: TaskStep, page: SeenPage): string {
  const lines = page.text.split('\n').map((line) => ({ line, shared: sharedWords(step, line) }));
  const best = lines.filter(({ shared }) => shared > 0).toSorted((a, b) => b.shared - a.shared);
  return best
    .slice(0, MAX_LINES_READ)
    .map(({ line }) => line.trim())
    .join('\n');
}
