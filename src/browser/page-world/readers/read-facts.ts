import { activatedBy, placeOf } from '../activation/activated.ts';
import { type Sends, sendsOf, worseOf } from '../activation/sends.ts';
import { labelInPlaceOf } from '../controls/label-in-place.ts';
import { accessibleName, nameOf } from '../controls/names.ts';
import { explicitRole, isField, roleOf } from '../controls/roles.ts';
import { oneLine } from '../dom/clean-text.ts';
import { attribute, closest, formOf, isTag, labelledField, matches, shownText, tagOf } from '../dom/dom.ts';
import { isOperable } from '../sight/operable.ts';
import { View } from '../sight/view.ts';
import { isInReach } from './is-in-reach.ts';
import { whyHidden } from './read-hindrance.ts';

const MAX_TEXT_CHARS = 200;

/** What the click guard and the log need to know about an element. */
export interface ElementDescription {
  tag: string;
  /** For a control, the role that observations use. */
  role: string;
  /** The ARIA role, where it differs. A page that calls a field a button may use it as one. */
  claimedRole?: string;
  /** The name that observations use: text on it or beside it; without one, the accessible name. */
  name: string;
  /** The accessible name, where it differs; at most 200 characters. */
  accessibleName?: string;
  /** All rendered text, including what is too faint or small to see; at most 200 characters. */
  text: string;
  /** The resolved URL of the link that is or contains the element; as written, if it is a place in this page (`#top`). */
  href?: string;
  /** `type` of an input or button. */
  type?: string;
  inForm: boolean;
  /** What a click on it may toggle: whether it is checked, pressed, selected, expanded. */
  toggle?: string;
  /** In an open dialog, where a bare "Cancel" only closes the dialog. */
  inDialog: boolean;
  /** What the markup says that a click on it sends, or for a field a change of it. */
  sends?: Sends;
  /** It opens a menu, a list or a dialog, or shows and hides something. */
  opens?: boolean;
  /** It is in the head of a table, where it sorts. */
  inHead?: boolean;
  /** The control that a click on it uses, if that is another element: around it, in its middle, or the field of its label. */
  uses?: ElementDescription;
}

export interface ElementFacts {
  total: number;
  /** Number of operable matches. */
  visible: number;
  /** The first operable match, or else the first one. */
  first?: ElementDescription;
  /** Why the only match is not operable, in words. */
  hidden?: string | undefined;
  /** With `reach`: a person sees the first operable match, and nothing is in front of it. */
  inReach?: boolean;
  /** The only match is a check box or radio button that people do not see: the label that they press in its place. */
  label?: { xpath: string; element: ElementDescription } | undefined;
}

/** Describes these elements; with `reach`, also whether a person could use the first operable one. */
export function readFacts(elements: Element[], wanted: { reach?: boolean }): ElementFacts {
  const visible = elements.filter(isOperable);
  const element = visible[0] ?? elements[0];
  if (element === undefined) return { total: 0, visible: 0 };
  const label = elements.length === 1 ? labelInPlaceOf(element) : undefined;
  return {
    total: elements.length,
    visible: visible.length,
    first: describe(element),
    hidden: visible.length === 0 && elements.length === 1 ? whyHidden(element) : undefined,
    inReach: wanted.reach === true ? visible.length > 0 && isInReach(element) : undefined,
    label: label && { xpath: label.xpath, element: describe(label.element) },
  };
}

export function describe(element: Element): ElementDescription {
  const control = activatedBy(element);
  return control === element ? describeAlone(element) : { ...describeAlone(element), uses: describeAlone(control) };
}

/** Without the control that a click on it uses. */
export function describeAlone(element: Element): ElementDescription {
  const known = roleOf(element);
  const role = known === 'generic' ? (TABLE_ROLES[tagOf(element)] ?? known) : known;
  const { name } = nameOf(element, role, new View([255, 255, 255]));
  const claimedRole = explicitRole(element);
  const spoken = accessibleName(element);
  return {
    tag: tagOf(element),
    role,
    claimedRole: claimedRole === '' || claimedRole === role ? undefined : claimedRole,
    name,
    accessibleName: spoken === name ? undefined : spoken,
    text: oneLine(shownText(element)).slice(0, MAX_TEXT_CHARS),
    href: linkAround(element),
    type: attribute(element, 'type')?.toLowerCase(),
    toggle: toggleOf(element),
    inForm: closest(element, 'form') !== null || formOf(element) !== null,
    inDialog: closest(element, 'dialog[open], [role="dialog"], [role="alertdialog"]') !== null,
    sends: worseOf(sendsOf(element, 'click'), isField(role) ? sendsOf(element, 'change') : undefined),
    ...placeOf(element),
  };
}

const TOGGLES = ['aria-checked', 'aria-pressed', 'aria-selected', 'aria-expanded'];

function toggleOf(element: Element): string | undefined {
  const held = closest(element, `input, label, summary, ${TOGGLES.map((name) => `[${name}]`).join(', ')}`);
  if (held === null) return undefined;
  const box = isTag(held, 'label') ? labelledField(held) : held;
  const states = TOGGLES.flatMap((name) => attribute(held, name) ?? []);
  if (isTag(box, 'input') && (box.type === 'checkbox' || box.type === 'radio')) states.push(String(box.checked));
  if (isTag(held, 'summary')) states.push(String(matches(held, 'details[open] > summary')));
  return states.length === 0 ? undefined : states.join(' ');
}

function linkAround(element: Element): string | undefined {
  const link = closest(element, 'a[href], area[href]');
  if (!isTag(link, 'a') && !isTag(link, 'area')) return undefined;
  // A place in this page, whatever words the address of the page has.
  const written = attribute(link, 'href')?.trim() ?? '';
  return written.startsWith('#') ? written : link.href;
}

/** Rows and cells have their role by their tag. */
const TABLE_ROLES: Readonly<Record<string, string>> = { tr: 'row', td: 'cell', th: 'columnheader' };
