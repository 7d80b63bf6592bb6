import { type Action, aimOf, traitsOf } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import {
  APPEARS_WITHIN_MS,
  type BrowserSession,
  describeDropZone,
  describeElement,
  describeKeyTargets,
  describeLinksTo,
  type ElementDescription,
} from '../../browser/index.ts';
import { judgeAddress } from '../../guardrails/index.ts';
import type { ActionRequest } from '../dispatcher-types.ts';
import { keysToPress, movesFocus } from './keys.ts';

/** A control, and what an action does to it. */
export interface Deed {
  /** Continues "The": `click on`, `key Enter on`. */
  what: string;
  /** For a question: `Click`. */
  verb: string;
  element: ElementDescription;
  /** Where it is, to read what is around it. */
  selector?: string;
  /** What is around it, if that is read already. */
  around?: string;
}

type Asked = Pick<ActionRequest<Action>, 'command' | 'element' | 'driver'>;

/** Whether an action may use a control. */
export function mayUse(action: Action, driver: ActionRequest['driver']): boolean {
  const { clicks, maySend, destination } = traitsOf(action.action);
  const { selector } = aimOf(action);
  if (destination === 'page') return driver === 'agent';
  return clicks !== 'never' || (maySend && selector !== undefined);
}

/** Every control that an action uses. Throws like resolveSelector. */
export async function deedsOf(session: BrowserSession, { command, element, driver }: Asked, deadline: Deadline): Promise<Deed[]> {
  const { clicks, destination } = traitsOf(command.action);
  const { selector, to, by, url } = aimOf(command);
  if (destination === 'page') return driver === 'agent' && typeof url === 'string' ? visit(session, url, deadline) : [];
  if (clicks === 'by_key') return keyDeeds(session, command, element, deadline);
  if (selector === undefined) return [];
  using own = deadline.within(command.timeout_ms ?? APPEARS_WITHIN_MS, `looking for "${selector}"`);
  const found = element ?? (await describeElement(session, selector, own));
  if (clicks === 'never') return found.sends === undefined ? [] : [{ what: 'change of', verb: 'Change', element: found, selector }];
  if (clicks === 'by_option') return choice(command, found, selector);
  const click = found.uses ?? found;
  if (to === undefined && by === undefined) return [{ what: 'click on', verb: 'Click', element: click, selector }];
  const dragged: Deed = { what: 'drag of', verb: 'Drag', element: click, selector };
  const zone = await describeDropZone(session, selector, { to, by }, own);
  // A zone takes what is dropped on it, whatever a click on it does: its role makes it no safer.
  const bare = zone && { ...zone, role: '', claimedRole: undefined, href: undefined, opens: undefined, inHead: undefined };
  return bare ? [dragged, { what: 'drop on', verb: 'Drop something on', element: bare, selector: to ?? selector }] : [dragged];
}

function choice(command: Action, list: ElementDescription, selector: string): Deed[] {
  const what = { what: 'choice in', verb: 'Choose in' };
  const field = list.uses ?? list;
  const changed: Deed[] = field.sends === undefined ? [] : [{ ...what, element: field, selector }];
  return field.tag === 'select' ? changed : [...changed, { what: 'click on', verb: 'Click', element: optionOf(command), selector }];
}

/** The option to choose, as it is named. */
function optionOf(command: Action): ElementDescription {
  const { option, value, label } = aimOf(command);
  const names = [option, value, label].flat().filter((one) => one !== undefined);
  return { tag: '', role: 'option', name: names.join(', '), text: '', inForm: false, inDialog: false };
}

async function keyDeeds(
  session: BrowserSession,
  command: Action,
  field: ElementDescription | undefined,
  deadline: Deadline,
): Promise<Deed[]> {
  if (command.action !== 'key_press') return [];
  const keys = keysToPress(command);
  if (keys === undefined) return [];
  // Most steps fill a field that sends nothing.
  if (field !== undefined && keys.uses.every((use) => use === 'change') && (field.uses ?? field).sends === undefined) return [];
  const shown = command.key ?? 'text';
  const what = { what: command.key === undefined ? 'text typed on' : `key ${shown} on`, verb: `Press ${shown} on` };
  using own = deadline.within(command.timeout_ms ?? APPEARS_WITHIN_MS, 'looking for what a key would use');
  const targets = await describeKeyTargets(session, command.selector, keys, own);
  const hidden = movesFocus(command) ? [{ element: NOWHERE_KNOWN, around: '' }] : [];
  return [...targets, ...hidden].map(({ element, around }) => {
    const used = element.uses ?? element;
    return { ...what, around, element: used.role === 'key' ? { ...used, name: shown } : used };
  });
}

/** A Tab in a text moves the focus, and what follows goes to another element. */
const NOWHERE_KNOWN: ElementDescription = { tag: '', role: '', name: '', text: '', inForm: false, inDialog: false };

/** An address is judged like a link to it. One that the page links to, as a plain link, is judged by the words of that link too. */
async function visit(session: BrowserSession, url: string, deadline: Deadline): Promise<Deed[]> {
  const address = URL.parse(url, session.currentUrl())?.href ?? url;
  const verdict = judgeAddress(address);
  if (verdict === 'look' || verdict === 'none') return [];
  const what = { what: 'visit of', verb: 'Open' };
  const links = verdict === 'risky' ? await describeLinksTo(session, address, deadline).catch(() => []) : [];
  const [link] = links;
  // A plain link opens its address, whatever words that has: its own words decide.
  if (link !== undefined) return [{ ...what, element: { ...link, href: ANY_PAGE } }];
  return [{ ...what, element: { tag: 'a', role: 'link', name: '', text: '', href: address, inForm: false, inDialog: false } }];
}

const ANY_PAGE = '/';
