import { Secret } from '../../../secrets/index.ts';
import type { TypingEnd } from '../../page-world/readers/fields/type-text.ts';
import { decimalsOf, numberOf } from '../../page-world/typed/number-text.ts';
import { settle } from '../../settling/settle.ts';
import type { ActionRun } from '../action.ts';
import { onElement } from '../on-element.ts';
import { readBack, readBackPatiently, type Typing, writeText } from './read-back.ts';

type Different = Extract<TypingEnd, { state: 'different' }>;

/** Longer texts are not repeated key by key, and neither are lines: in a chat, the Enter between them sends the first. */
const MAX_KEYS = 500;
const SETTLES_WITHIN_MS = 2_000;

/** Another way to type a text; undefined where it does not fit the difference. */
type Way = (typing: Typing, end: Different) => Typing | undefined;

const WAYS: readonly Way[] = [again, withAllDecimals, bySelecting, byKeys];

/** Gives the page time to format what was typed, then types it again in every way that may help, until one does. */
export async function correct(run: ActionRun, typing: Typing): Promise<TypingEnd> {
  let end = await readBackPatiently(run, typing);
  for (const way of WAYS) {
    if (end.state !== 'different') return end;
    const other = way(typing, end);
    if (other === undefined) continue;
    if (end.isLost) await settle(run.session, run.deadline, { maxMs: SETTLES_WITHIN_MS });
    const { selector = '' } = run.attempt;
    await onElement(run, selector, (element, options) => writeText(element, other, options));
    end = await readBack(run, { ...typing, as: other.as });
    if (end.state === 'different') end = await readBackPatiently(run, typing);
  }
  return end;
}

/** The page drew the form again, or had not begun to listen. */
function again(typing: Typing, { isLost }: Different): Typing | undefined {
  return isLost ? typing : undefined;
}

/** A field that takes the last digits for cents makes 1.25 of 12.5, and 12.50 of 12.50. */
function withAllDecimals(typing: Typing, { value }: Different): Typing | undefined {
  const { wanted, text, isNative, as } = typing;
  const missing = decimalsOf(value ?? '') - decimalsOf(wanted);
  if (isNative || as === 'keys' || text instanceof Secret || value === undefined || missing <= 0) return undefined;
  if (numberOf(wanted, undefined) === undefined) return undefined;
  const point = decimalsOf(wanted) === 0 ? (/[.,](?=\d+\D*$)/.exec(value)?.[0] ?? '.') : '';
  return { ...typing, wanted: `${wanted}${point}${'0'.repeat(missing)}` };
}

/** An editor that keeps its own selection learns of keys that select everything, not of a selection that a script makes. */
function bySelecting(typing: Typing): Typing | undefined {
  return typing.field.isEditor && typing.as === 'fill' ? { ...typing, isSelectedByKeys: true } : undefined;
}

/** Masked fields, and boxes for a few characters each, which pass on the focus. Boxes take no separators. */
function byKeys(typing: Typing, { value = '' }: Different): Typing | undefined {
  const { wanted, isNative, as, field } = typing;
  if (isNative || as === 'keys' || wanted.length > MAX_KEYS || /[\r\n]/.test(wanted)) return undefined;
  const isSplit = field.maxLength !== undefined && field.maxLength < wanted.length;
  return { ...typing, as: 'keys', wanted: isSplit ? wanted.replace(/[\s./-]/g, '') : wanted, field: { ...field, isEmpty: value === '' } };
}
