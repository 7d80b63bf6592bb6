import { pathText } from './problem.ts';

/**
 * What kind of place a text of a playbook is. It decides how values are written there and which names may stand there:
 * url, selector, script: quoted by their grammar; typed: a text that goes into a field; check: compared with the page, never empty;
 * header, cookie: no line ends, no `;` in cookies; body: a value of query, form or JSON; file: a path; number: a whole number;
 * prose: for people.
 */
export type SlotKind = 'url' | 'selector' | 'script' | 'typed' | 'check' | 'header' | 'cookie' | 'body' | 'file' | 'number' | 'prose';

export type Path = readonly (string | number)[];

const SLOTS: readonly (readonly [RegExp, SlotKind])[] = [
  [/^start_url$|^auth\.login_url$|^steps\.\d+\.params\.url$|^steps\.\d+\.request\.url$/, 'url'],
  [/^auth\.(username|password|submit)_selector$|^auth\.success\.element_visible$|^auth\.fields\.\d+\.selector$/, 'selector'],
  [/^steps\.\d+\.selector\.(primary|fallbacks\.\d+)$|^steps\.\d+\.verify\.expect_element_(visible|gone)$/, 'selector'],
  [/^steps\.\d+\.params\.script$/, 'script'],
  [/^auth\.fields\.\d+\.text$|^steps\.\d+\.params\.(value|label)$/, 'typed'],
  [/^auth\.success\.url_contains$|^steps\.\d+\.verify\.expect_(url_contains|text_on_page|output_contains)$/, 'check'],
  [/^steps\.\d+\.params\.url_contains$/, 'check'],
  [/^capture\.static_headers\.|^steps\.\d+\.request\.headers\./, 'header'],
  [/^steps\.\d+\.request\.cookies\./, 'cookie'],
  [/^steps\.\d+\.request\.(query|form|json)(\.|$)/, 'body'],
  [/^steps\.\d+\.params\.files\.\d+$/, 'file'],
  [/^steps\.\d+\.params\.(amount|index)$/, 'number'],
  [/^summary$|^steps\.\d+\.(description|failure_message|selector\.description)$/, 'prose'],
];

/** The kind of the place, or undefined where no placeholder has an effect. `action` is that of the step the path lies in. */
export function slotKind(path: Path, action: string | undefined): SlotKind | undefined {
  const text = pathText(path);
  if (/^steps\.\d+\.params\.text$/.test(text)) return action === 'wait_for' ? 'check' : 'typed';
  return SLOTS.find(([pattern]) => pattern.test(text))?.[1];
}

/** A copy of `value` in which each string is what `visit` makes of it; `path` leads to it from where the walk began. */
export function mapStrings(value: unknown, path: Path, visit: (text: string, path: Path) => unknown): unknown {
  if (typeof value === 'string') return visit(value, path);
  if (Array.isArray(value)) return value.map((item, index) => mapStrings(item, [...path, index], visit));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, [...path, key], visit)]));
  }
  return value;
}
