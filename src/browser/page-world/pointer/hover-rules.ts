import { drawnParent, isElement, matches, previousSibling, rootOf, styleSheetsOf } from '../dom/dom.ts';
import { isOperable } from '../sight/operable.ts';

/** What a rule sets to show something that is hidden, too small, transparent, outside of the view or out of reach of the pointer. */
const SHOWING =
  /^(?:display|visibility|opacity|transform|translate|scale|clip|clip-path|pointer-events|overflow(?:-[xy])?|(?:max-|min-)?(?:width|height)|inset.*|left|right|top|bottom|margin.*|z-index)$/;
const HOVER = /:hover(?![\w-])/;
/** Stands for `:hover` where only the rest of a selector is to be matched. */
const ANYTHING = ':is(*)';

/**
 * The element under which the style sheets show this hidden one while the pointer is on it; undefined if they do not. Style sheets of
 * other origins cannot be read.
 */
export function showingOnHover(hidden: Element): Element | undefined {
  const ancestors = [...upwards(hidden)];
  const firstShown = ancestors.findIndex(isOperable);
  const concerned = firstShown > 0 ? ancestors.slice(0, firstShown) : ancestors;
  for (const selector of hoverSelectors(hidden, showsSomething)) {
    if (!concerned.some((element) => matchesSafely(element, underPointer(selector)))) continue;
    const upToHover = underPointer(partWithHover(selector));
    const found = ancestors.flatMap(withEarlierSiblings).find((element) => element !== hidden && matchesSafely(element, upToHover));
    if (found !== undefined) return found;
  }
  return undefined;
}

const showsSomething = (style: CSSStyleDeclaration): boolean => [...style].some((property) => SHOWING.test(property));

/** Whether a style sheet gives an element a pointer cursor only while the pointer is on it, or on a row around it. Read once for many elements. */
export function pointersOnHover(near: Element): (element: Element) => boolean {
  const selectors = hoverSelectors(near, ({ cursor }) => cursor === 'pointer').map(underPointer);
  return (element) => selectors.some((selector) => matchesSafely(element, selector));
}

/** The selector as it matches while the pointer is on everything. */
const underPointer = (selector: string): string => selector.replaceAll(':hover', ANYTHING);

export function* upwards(element: Element): Generator<Element> {
  for (let at: Element | null = element; at; at = drawnParent(at)) yield at;
}

/** The element, then its siblings before it, the nearest first. */
function withEarlierSiblings(element: Element): Element[] {
  const found = [element];
  for (let at = previousSibling(element); at !== null; at = previousSibling(at)) if (isElement(at)) found.push(at);
  return found;
}

/** The selectors of the rules that set something under the pointer, one by one, of the element's own tree and of the document. */
function hoverSelectors(element: Element, sets: (style: CSSStyleDeclaration) => boolean): string[] {
  const sheets = new Set([...styleSheetsOf(rootOf(element)), ...styleSheetsOf(document)]);
  return [...sheets].flatMap((sheet) => selectorsIn(rulesOf(sheet), '', sets));
}

function rulesOf(sheet: CSSStyleSheet): CSSRuleList | [] {
  try {
    return sheet.cssRules;
  } catch {
    return []; // it is of another origin
  }
}

function selectorsIn(rules: Iterable<CSSRule>, parent: string, sets: (style: CSSStyleDeclaration) => boolean): string[] {
  return [...rules].flatMap((rule) => {
    if (rule instanceof CSSStyleRule) {
      const selector = parent === '' ? rule.selectorText : nested(rule.selectorText, parent);
      const shows = HOVER.test(selector) && sets(rule.style);
      const own = shows ? splitList(selector).filter((one) => HOVER.test(one) && !one.includes(':not(:hover')) : [];
      return [...own, ...selectorsIn(rule.cssRules, selector, sets)];
    }
    if (rule instanceof CSSMediaRule && !matchMedia(rule.conditionText).matches) return [];
    return 'cssRules' in rule ? selectorsIn(rule.cssRules as CSSRuleList, parent, sets) : [];
  });
}

/** A selector of a nested rule, in which `&` stands for that of the rule around it. */
function nested(selector: string, parent: string): string {
  const around = `:is(${parent})`;
  return selector.includes('&') ? selector.replaceAll('&', around) : `${around} ${selector}`;
}

/** `nav li:hover > ul` up to the end of the compound with the first `:hover`: `nav li:hover`. */
function partWithHover(selector: string): string {
  const hover = selector.search(HOVER);
  return selector.slice(
    0,
    outside(selector, /[\s>+~]/).find((at) => at > hover),
  );
}

function splitList(selectors: string): string[] {
  const commas = outside(selectors, /,/);
  return [...commas, selectors.length].map((end, index) => selectors.slice(index === 0 ? 0 : commas[index - 1]! + 1, end).trim());
}

/** Where these characters are outside of brackets and quotes. */
function outside(text: string, characters: RegExp): number[] {
  const found: number[] = [];
  let depth = 0;
  let quote = '';
  for (const [at, char] of [...text].entries()) {
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '(' || char === '[') depth += 1;
    else if (char === ')' || char === ']') depth -= 1;
    else if (depth === 0 && characters.test(char)) found.push(at);
  }
  return found;
}

function matchesSafely(element: Element, selector: string): boolean {
  try {
    return matches(element, selector);
  } catch {
    return false; // it names a pseudo-element, or is too new for this browser
  }
}
