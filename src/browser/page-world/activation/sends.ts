import { oneLine } from '../dom/clean-text.ts';
import { attribute, closest, formOf, isElement, isTag, matches, queryAll, tagOf, treeParent } from '../dom/dom.ts';
import { METHOD_FIELD, QUESTION_ATTRIBUTES, SENDING_ATTRIBUTES, SERVER_CALLS, type SendingAttribute } from './sending-attributes.ts';

/** What the markup says that using a control makes the page send. */
export interface Sends {
  /** In capitals. `UNKNOWN`: a script sends something. `SCRIPT`: a script runs. `NONE`: nothing is sent (it resets or closes). */
  method: string;
  /** The resolved address, if the markup names one. */
  to?: string;
  /** The call that a script or the server gets: `destroyOrder(7)`. */
  call?: string;
  /** The question that is asked first. */
  asks?: string;
  /** The attribute or element that says so: `data-method`, `form`. */
  by: string;
  /** The form has a field for a password: sending it probably logs in. */
  isLogin?: boolean;
}

/** What happens to an element. `change`: its value or state changes, by keys, by a choice or by what is typed. */
export type Use = 'click' | 'change' | 'submit';

const MAX_CHARS = 300;
const SENDS_FORM = /\.\s*(?:request)?submit\s*\(/i;
const POSTS_BACK = /__doPostBack|WebForm_DoPostBack|mojarra\.|PrimeFaces\.ab|\bRichFaces\./;
const SENDS =
  /\bfetch\s*\(|XMLHttpRequest|sendBeacon|\baxios\b|\.\s*(?:ajax|post|put|patch|delete|del)\s*\(|@(?:post|put|patch|delete)\s*\(|\$wire\b/i;
const ASKS = /\bconfirm\s*\(\s*(?:'([^']*)'|"([^"]*)"|`([^`]*)`)/;

/**
 * What the markup says that a click on an element, a change of it, or sending its form makes the page send; undefined if the markup says
 * nothing. Looks at what is around the element too, since events rise.
 */
export function sendsOf(element: Element, use: Use): Sends | undefined {
  const submitter = use === 'click' && isSubmitter(element) ? element : undefined;
  const form = formOf(element) ?? closest(element, 'form');
  const asks = questionOf(element, form);
  const found = [
    use === 'submit' ? undefined : attributeSends(element, use),
    submitter || use === 'submit' ? formSends(form, submitter) : undefined,
    scriptLink(element, use),
    use === 'click' && matches(element, 'input[type="reset"], button[type="reset"]') ? { method: 'NONE', by: 'reset' } : undefined,
  ].reduce(worseOf, undefined);
  if (found === undefined) return asks === undefined ? undefined : { method: 'UNKNOWN', by: 'question', asks };
  return { ...found, asks };
}

function isSubmitter(element: Element): boolean {
  return matches(element, 'button:not([type]), button[type="submit" i], button[type=""], input[type="submit" i], input[type="image" i]');
}

/** The worst that an attribute says, on the element or around it. */
function attributeSends(element: Element, use: 'click' | 'change'): Sends | undefined {
  let worst: Sends | undefined;
  for (let at: Node | null = element; at; at = treeParent(at)) if (isElement(at)) worst = worseOf(worst, sentBy(at, use, element));
  return worst;
}

/** The one that changes more. */
export function worseOf(one: Sends | undefined, other: Sends | undefined): Sends | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return weightOf(other) > weightOf(one) ? other : one;
}

function sentBy(at: Element, use: Use, from: Element): Sends | undefined {
  let worst: Sends | undefined;
  for (const known of SENDING_ATTRIBUTES) {
    const value = attribute(at, known.name);
    if (value === null || eventOf(known, at) !== use) continue;
    // One element may have several: `onclick` and `hx-delete`.
    worst = worseOf(worst, readAttribute(known, value, at, from));
  }
  return worst;
}

const weightOf = ({ method }: Sends): number => ({ NONE: 0, GET: 1, SCRIPT: 2, UNKNOWN: 3, DELETE: 5 })[method] ?? 4;

/** The event that makes an element send what its attribute says. */
function eventOf({ on }: SendingAttribute, at: Element): Use {
  if (on !== undefined) return on;
  const trigger = (attribute(at, 'hx-trigger') ?? attribute(at, 'data-hx-trigger') ?? attribute(at, 'fx-trigger') ?? '').toLowerCase();
  if (/\b(?:change|input|keyup|keydown|blur|search)\b/.test(trigger)) return 'change';
  if (/\b(?:click|mousedown|mouseup)\b/.test(trigger)) return 'click';
  if (isTag(at, 'form')) return 'submit';
  const isChanged = /^(?:select|textarea)$/.test(tagOf(at)) || (isTag(at, 'input') && !/^(?:button|submit|image|reset)$/.test(at.type));
  return isChanged ? 'change' : 'click';
}

function readAttribute({ name, holds, method = '' }: SendingAttribute, value: string, at: Element, from: Element): Sends | undefined {
  switch (holds) {
    case 'method':
      return value.trim() === '' ? undefined : { method: value.trim().toUpperCase(), to: targetOf(at), by: name };
    case 'address':
      return { method, to: resolved(value), by: name };
    case 'call':
      return readCall(name, value, from);
  }
}

/** A script that sends something, or a message to the server. What only changes the page says nothing. */
function readCall(name: string, script: string, from: Element): Sends | undefined {
  const call = oneLine(script).slice(0, MAX_CHARS);
  if (SERVER_CALLS.test(name)) return { method: 'UNKNOWN', call, by: name };
  if (POSTS_BACK.test(script)) return { method: 'POST', call, by: name };
  if (SENDS_FORM.test(script)) {
    const named = /(?:getElementById\s*\(\s*|\$\s*\(\s*)["']#?([\w-]+)["']/.exec(script)?.[1];
    const form = (named === undefined ? undefined : queryAll(document, 'form').find((one) => attribute(one, 'id') === named)) ?? null;
    return {
      method: 'UNKNOWN',
      ...formSends(isTag(form, 'form') ? form : (formOf(from) ?? closest(from, 'form')), undefined),
      call,
      by: name,
    };
  }
  if (SENDS.test(script)) return { method: 'UNKNOWN', call, by: name };
  // Its name may still say what it does: `deleteOrder(7)`.
  return /^on|click|change|data-action/.test(name) && /[A-Za-z]\w+/.test(call) ? { method: 'SCRIPT', call, by: name } : undefined;
}

/** What sending a form sends, by a button of it or without one. */
function formSends(form: Element | null, submitter: Element | undefined): Sends | undefined {
  if (!isTag(form, 'form')) return undefined;
  const byScript = sentBy(form, 'submit', form);
  const own = submitter === undefined ? null : attribute(submitter, 'formmethod');
  const written = (own ?? attribute(form, 'method') ?? '').trim().toLowerCase();
  const action = (submitter && attribute(submitter, 'formaction')) ?? attribute(form, 'action');
  const to = resolved(action ?? '');
  const isLogin = queryAll(form, 'input[type="password"]').length === 1 ? true : undefined;
  if (byScript !== undefined && byScript.method !== 'SCRIPT') return { ...byScript, isLogin };
  if (written === 'dialog') return { method: 'NONE', by: 'form' };
  if (written === 'post') return { method: meantMethod(form, submitter) ?? 'POST', to, by: own === null ? 'form' : 'formmethod', isLogin };
  // Without a method and an address, a script sends it: nothing is known.
  if (written !== 'get' && (action === null || action === '' || action.startsWith('#'))) return undefined;
  return { method: 'GET', to, by: 'form', isLogin };
}

/** Browsers send only GET and POST, so frameworks write the method that they mean into a field: `_method`. */
function meantMethod(form: Element, submitter: Element | undefined): string | undefined {
  const fields = [...(submitter === undefined ? [] : [submitter]), ...queryAll(form, 'input[type="hidden"]')];
  const field = fields.find((one) => METHOD_FIELD.test(attribute(one, 'name') ?? ''));
  const method = field && attribute(field, 'value')?.trim().toUpperCase();
  return method === undefined || !/^(?:PUT|PATCH|DELETE|POST)$/.test(method) ? undefined : method;
}

function scriptLink(element: Element, use: Use): Sends | undefined {
  const link = use === 'click' ? closest(element, 'a[href], area[href]') : null;
  const href = (link && attribute(link, 'href')) ?? '';
  return link !== null && /^\s*javascript:/i.test(href) ? readCall('onclick', href.replace(/^\s*javascript:/i, ''), link) : undefined;
}

function questionOf(element: Element, form: Element | null): string | undefined {
  const around = QUESTION_ATTRIBUTES.map((name) => closest(element, `[${name.replace(':', '\\:')}]`)).find((one) => one !== null);
  for (const one of [around, element, isSubmitter(element) ? form : null]) {
    if (!one) continue;
    const asked = QUESTION_ATTRIBUTES.map((name) => attribute(one, name)).find((text) => text !== null && text !== '');
    if (asked) return oneLine(asked).slice(0, MAX_CHARS);
    const inScript = ASKS.exec(`${attribute(one, 'onclick') ?? ''} ${attribute(one, 'onsubmit') ?? ''}`);
    if (inScript) return oneLine(inScript[1] ?? inScript[2] ?? inScript[3] ?? '').slice(0, MAX_CHARS);
  }
  return undefined;
}

function targetOf(element: Element): string | undefined {
  const written = ['href', 'data-to', 'data-url', 'data-href', 'action', 'fx-action', 'ts-req', 'data-ajax-url', 'up-href'];
  const found = written.map((name) => attribute(element, name)).find((value) => value !== null && value !== '' && value !== '#');
  return found ? resolved(found) : undefined;
}

function resolved(address: string): string | undefined {
  const url = URL.parse(address, document.baseURI);
  return url === null ? undefined : url.href.slice(0, MAX_CHARS);
}
