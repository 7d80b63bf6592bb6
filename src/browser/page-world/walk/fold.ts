import { explicitRole } from '../controls/roles.ts';
import { attribute, drawnChildren, isElement, queryAll, tagOf } from '../dom/dom.ts';
import type { DraftGroup } from './draft.ts';
import type { Walk } from './walk-types.ts';

const LISTS = /^(?:ul|ol|menu|dl)$/;
const LIST_ROLES = /^(?:list|listbox|menu|tree|feed|tablist)$/;
const NEVER_ALIKE = /^(?:p|span|br|h[1-6]|dt|dd|tr|td|th|tbody|thead|option|b|i|em|strong|code)$/;

const SMALL_FACTOR = 3;

/** The children to show: all of a short list, the first of a long one. Records omitted entries in `walk.folds`. */
export function foldedChildren(walk: Walk, parent: Element): Node[] {
  const nodes = [...drawnChildren(parent)];
  const { items, itemsWhole } = walk.request.limits;
  if (nodes.length <= itemsWhole || /^(?:table|tbody|thead|tr|select)$/.test(tagOf(parent))) return nodes;
  const entries = nodes.filter((node) => isElement(node) && walk.view.surface(node) !== undefined) as Element[];
  const whole = entries.every(isSmall) ? itemsWhole * SMALL_FACTOR : itemsWhole;
  if (entries.length <= whole || !(isList(parent) || areAlike(entries))) return nodes;
  const offset = parent === walk.root ? walk.request.offset : 0;
  const shown = new Set<Node>(entries.slice(offset, offset + items));
  const more = Math.max(0, entries.length - offset - items);
  walk.folds.set(parent, { skipped: offset, more, shown: shown.size });
  return nodes.filter((node) => shown.has(node));
}

/** Stands for the children that `foldedChildren` omitted; undefined if it omitted none. */
export function omittedChildren(walk: Walk, parent: Element): DraftGroup | undefined {
  const fold = walk.folds.get(parent);
  if (fold === undefined || fold.more + fold.skipped === 0) return undefined;
  const { more, shown, skipped } = fold;
  const n = walk.registry.numberOf(parent);
  return { t: 'group', role: 'more', name: '', n, blocks: [], element: parent, more, shown, ...(skipped > 0 && { skipped }) };
}

/** Plain buttons and links cost few tokens, and a keypad should stay whole. */
const isSmall = (entry: Element): boolean => /^(?:a|button|input)$/.test(tagOf(entry)) && queryAll(entry, '*').length === 0;

const isList = (element: Element): boolean => LISTS.test(tagOf(element)) || LIST_ROLES.test(explicitRole(element));

/** Whether they are cards, rows or messages without a list element around them. */
function areAlike(entries: Element[]): boolean {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    if (NEVER_ALIKE.test(tagOf(entry))) continue;
    const shape = `${tagOf(entry)} ${attribute(entry, 'class') ?? ''}`.trim();
    counts.set(shape, (counts.get(shape) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  return most >= entries.length * 0.8 && entries.some((entry) => queryAll(entry, '*').length > 0 || /^(?:a|button)$/.test(tagOf(entry)));
}
