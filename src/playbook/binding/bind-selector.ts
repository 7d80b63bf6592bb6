import { errorMessage } from '../../base/index.ts';
import { REF_SOURCE } from '../../contract/index.ts';
import { type BoundValue, type Filled, filled, HOLE_PATTERN, holeCharacter, MAX_HOLES, refused } from './bind-value.ts';
import { fillAttributeSelector } from './selector/selector-attributes.ts';
import { fillCss } from './selector/selector-css.ts';
import { type SelectorPart, splitSelector } from './selector/selector-parts.ts';
import { fillIdPart, fillJsonText, fillNumbers, fillTextPart } from './selector/selector-text.ts';
import { fillXPath } from './selector/selector-xpath.ts';
import type { TemplatePiece } from './template.ts';

const ATTRIBUTE_ENGINES = new Set(['role', 'internal:role', 'internal:attr', 'internal:testid']);
const JSON_TEXT_ENGINES = new Set(['internal:text', 'internal:label', 'internal:has-text', 'internal:has-not-text', 'internal:describe']);
const NESTED_ENGINES = new Set([
  'internal:has',
  'internal:has-not',
  'internal:and',
  'internal:or',
  'internal:chain',
  'left-of',
  'right-of',
  'above',
  'below',
  'near',
]);
const ID_ENGINES = /^(id|data-testid|data-test-id|data-test)(:light)?$/;
const OTHER_ENGINES = new Set([
  'nth',
  'visible',
  'internal:control',
  'aria-ref',
  'css',
  'css:light',
  'text',
  'text:light',
  'xpath',
  'xpath:light',
]);
/** Names the frame in which the rest is looked for, by CSS. */
const FRAME = 'frame';
const REF = new RegExp(`^(?:aria-ref=)?${REF_SOURCE}$`);

/**
 * Fills a selector. Each value is quoted by the rules of its place (CSS string or name, role attribute, text, regular
 * expression, XPath literal, …), so it stays one piece of data: the bound selector has the same parts as the template.
 * Refused are places where nothing can be quoted, empty values (which would match everything) and selectors that are
 * broken before binding.
 */
export function bindSelector(pieces: readonly TemplatePiece[], lookUp: (name: string) => BoundValue): Filled {
  const values: BoundValue[] = [];
  let holed = '';
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      if (HOLE_PATTERN.test(piece.text)) return refused('contains a Unicode noncharacter');
      holed += piece.text;
      continue;
    }
    const value = lookUp(piece.name);
    if (isBlank(value.text)) return refused('is empty, which would match everything', piece.name);
    values.push(value);
    holed += holeCharacter(values.length - 1);
  }
  if (values.length > MAX_HOLES) return refused(`has more than ${MAX_HOLES} placeholders`);
  return fillSelector(holed, values);
}

/** Whether a text is empty once Playwright collapses whitespace and drops zero-width spaces and soft hyphens. */
export function isBlank(text: string): boolean {
  return text.replace(/[\s\u200b\u00ad]/g, '') === '';
}

function fillSelector(holed: string, values: readonly BoundValue[]): Filled {
  if (REF.test(holed.trim())) return refused('is a ref from an observation, which means nothing in another run; write a selector');
  const split = splitSelector(holed);
  if (!split.ok) return refused(split.reason);
  const frames = split.parts.findIndex(({ engine }) => engine !== FRAME);
  if (frames === -1) return refused('names a frame but no element in it; write frame=CSS >> selector');
  if (split.parts.slice(frames).some(({ engine }) => engine === FRAME))
    return refused('names a frame after an element; begin with the frame');
  const texts: string[] = [];
  for (const part of split.parts) {
    const text = fillPart(part, values);
    if (!text.ok) return text;
    texts.push(text.text + part.suffix);
  }
  const bound = texts.join('>>');
  // A safety net under the encoders above: no known value reaches it.
  const again = splitSelector(bound);
  if (!again.ok || again.parts.length !== split.parts.length) return refused('would be changed by one of its values');
  return filled(bound);
}

function fillPart(part: SelectorPart, values: readonly BoundValue[]): Filled {
  const { engine, prefix, body } = part;
  if (HOLE_PATTERN.test(prefix)) return refused('is in the name of a selector engine');
  if (engine === 'css' || engine === 'css:light' || engine === FRAME) return prefixed(prefix, fillCss(body, values));
  if (ATTRIBUTE_ENGINES.has(engine)) return prefixed(prefix, fillAttributeSelector(body, values));
  if (!HOLE_PATTERN.test(body)) return isKnown(engine) ? filled(prefix + body) : refused(`uses an unknown selector engine "${engine}"`);
  if (engine === 'text' || engine === 'text:light') return fillTextPart(prefix, body, values);
  if (JSON_TEXT_ENGINES.has(engine)) return fillJsonText(prefix, body, values);
  if (ID_ENGINES.test(engine)) return fillIdPart(prefix, engine, body, values);
  if (engine === 'nth') return fillNumbers(prefix, body, values);
  if (engine === 'xpath' || engine === 'xpath:light') return prefixed(prefix, fillXPath(body, values));
  if (NESTED_ENGINES.has(engine)) return fillNested(prefix, body, values);
  return refused(`is in ${engine}=, where no value can be quoted`);
}

function fillNested(prefix: string, body: string, values: readonly BoundValue[]): Filled {
  let inner: unknown;
  try {
    inner = JSON.parse(`[${body}]`);
  } catch (error) {
    return refused(`has a nested selector that is not a JSON string (${errorMessage(error)})`);
  }
  const [selector, ...rest] = Array.isArray(inner) ? inner : [];
  if (typeof selector !== 'string') return refused('has a nested selector that is not a JSON string');
  const bound = fillSelector(selector, values);
  return bound.ok ? filled(prefix + [bound.text, ...rest].map((item) => JSON.stringify(item)).join(',')) : bound;
}

function prefixed(prefix: string, result: Filled): Filled {
  return result.ok ? filled(prefix + result.text) : result;
}

function isKnown(engine: string): boolean {
  return (
    OTHER_ENGINES.has(engine) ||
    ATTRIBUTE_ENGINES.has(engine) ||
    JSON_TEXT_ENGINES.has(engine) ||
    NESTED_ENGINES.has(engine) ||
    ID_ENGINES.test(engine)
  );
}
