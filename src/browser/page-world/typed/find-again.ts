import { attribute, isConnected, labelsOf, queryAll, rootOf, tagOf, textContentOf } from '../dom/dom.ts';

/** What a field has in common with the one that an application puts in its place when it draws the form again. */
export interface Likeness {
  readonly root: Node;
  readonly tag: string;
  readonly attributes: string;
  readonly labels: string;
  /** Among the fields that are alike, in the order of the document. */
  readonly position: number;
}

export function likenessOf(field: Element): Likeness {
  const likeness = { root: rootOf(field), tag: tagOf(field), attributes: attributesOf(field), labels: labelTexts(field) };
  return { ...likeness, position: alike(likeness).indexOf(field) };
}

/** The field itself, or the one that has replaced it; undefined if neither exists. */
export function findAgain(field: Element, likeness: Likeness): Element | undefined {
  if (isConnected(field)) return field;
  const candidates = alike(likeness);
  return candidates[Math.min(likeness.position, candidates.length - 1)];
}

function alike({ root, tag, attributes, labels }: Omit<Likeness, 'position'>): Element[] {
  return queryAll(root, tag).filter((one) => attributesOf(one) === attributes && labelTexts(one) === labels);
}

/** An id is often drawn by lot, so it counts only where nothing else names the field. */
function attributesOf(field: Element): string {
  const names = ['type', 'name', 'aria-label', 'placeholder'].map((name) => attribute(field, name) ?? '');
  return JSON.stringify(names.slice(1).join('') === '' && labelsOf(field).length === 0 ? [...names, attribute(field, 'id')] : names);
}

const labelTexts = (field: Element): string =>
  labelsOf(field)
    .map((label) => (textContentOf(label) ?? '').trim())
    .join('\n');
