import { accessibleName, nameOf } from '../controls/names.ts';
import { explicitRole, roleOf } from '../controls/roles.ts';
import { oneLine } from '../dom/clean-text.ts';
import { attribute, closest, formOf, isContentEditable, isTag, matches, shownText, tagOf } from '../dom/dom.ts';
import { clickTaker, isOperable } from '../sight/operable.ts';
import { View } from '../sight/view.ts';

const TEXT_LENGTH = 200;

/** What the click guard and the log need to know about an element. */
export interface ElementDescription {
  tag: string;
  /** In the words of an observation, where it is a control. */
  role: string;
  /** What the markup calls it, where that is something else. A page that calls a field a button may well make it one. */
  claimedRole?: string;
  /** What a person reads on it or beside it, as an observation names it; an icon's accessible name where there is nothing to read. */
  name: string;
  /** What assistive software says, where that is something else; at most 200 characters. */
  accessibleName?: string;
  /** All its text that is laid out, what is too faint or too small to see included; at most 200 characters. */
  text: string;
  /** Resolved URL of a link (or of the link around the element). */
  href?: string;
  /** `type` of an input or button. */
  type?: string;
  inForm: boolean;
  /** Inside an open dialog, where a bare "Cancel" only closes it. */
  inDialog: boolean;
}

export interface ElementFacts {
  total: number;
  /** Matches that could be acted on. */
  visible: number;
  /** The first visible match; else the first one. */
  first?: ElementDescription;
  /** Why that one may not be operable. */
  state?: { disabled: boolean; editable: boolean; coveredBy?: string };
}

/** What these elements are, and what stands in the way of using the first one that could be acted on. */
export function readFacts(elements: Element[], wanted: { cover: boolean }): ElementFacts {
  const visible = elements.filter(isOperable);
  const element = visible[0] ?? elements[0];
  if (element === undefined) return { total: 0, visible: 0 };
  const coveredBy = wanted.cover ? clickTaker(element) : undefined;
  return {
    total: elements.length,
    visible: visible.length,
    first: describe(element),
    state: {
      disabled: matches(element, ':disabled') || closest(element, '[aria-disabled="true"]') !== null,
      editable: isEditable(element),
      ...(coveredBy !== undefined && { coveredBy }),
    },
  };
}

function describe(element: Element): ElementDescription {
  const role = roleOf(element);
  const { name } = nameOf(element, role, new View([255, 255, 255]));
  const claimedRole = explicitRole(element);
  const spoken = accessibleName(element);
  const href = linkAround(element);
  const type = attribute(element, 'type')?.toLowerCase();
  return {
    tag: tagOf(element),
    role,
    ...(claimedRole !== '' && claimedRole !== role && { claimedRole }),
    name,
    ...(spoken !== name && { accessibleName: spoken }),
    text: oneLine(shownText(element)).slice(0, TEXT_LENGTH),
    ...(href !== undefined && { href }),
    ...(type !== undefined && { type }),
    inForm: closest(element, 'form') !== null || formOf(element) !== null,
    inDialog: closest(element, 'dialog[open], [role="dialog"], [role="alertdialog"]') !== null,
  };
}

function linkAround(element: Element): string | undefined {
  const link = closest(element, 'a[href], area[href]');
  return isTag(link, 'a') || isTag(link, 'area') ? link.href : undefined;
}

function isEditable(element: Element): boolean {
  if (isTag(element, 'input') || isTag(element, 'textarea')) return !element.readOnly;
  return isContentEditable(element) || tagOf(element) === 'select';
}
