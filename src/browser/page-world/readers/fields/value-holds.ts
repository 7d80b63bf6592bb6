import { attribute, isContentEditable, isTag, shownText, textContentOf } from '../../dom/dom.ts';
import { comparable } from '../../text/comparable.ts';

export interface HeldValue {
  holds: boolean;
  /** What the field holds; missing for a field that hides it, and without a field. */
  shown?: string;
  /** There was no element. */
  isMissing?: true;
}

/** Whether a field holds a text, as a person reads it; case counts. A list holds the label or the value of what is chosen, a slider what it announces. */
export function valueHolds([field]: Element[], { wanted }: { wanted: string }): HeldValue {
  if (field === undefined) return { holds: false, isMissing: true };
  const values = valuesOf(field);
  const holds = values.some((value) => comparable(value) === comparable(wanted));
  return isTag(field, 'input') && field.type === 'password' ? { holds } : { holds, shown: values[0] };
}

function valuesOf(field: Element): string[] {
  if (isTag(field, 'input') || isTag(field, 'textarea')) return [field.value];
  if (isTag(field, 'select')) {
    const chosen = [...field.selectedOptions];
    return [chosen.map(({ label }) => label).join(', '), chosen.map(({ value }) => value).join(', ')];
  }
  const announced = ['aria-valuetext', 'aria-valuenow'].flatMap((name) => attribute(field, name) ?? []);
  return [...announced, isContentEditable(field) ? shownText(field) : (textContentOf(field) ?? '')];
}
