import { pathText } from '../schema/problem.ts';

/**
 * The kind of place of a text in a playbook. It decides how values are written there and which names are allowed.
 * url, selector, script: quoted by their grammar. typed: text that goes into a field. check: compared with the page,
 * never empty. compared: a stored value, and what it is compared with. header, cookie: no line breaks, no `;` in cookies. body: a value of query, form, JSON or basic authentication. file: a path.
 * number: a whole number. prose: for people.
 */
export type SlotKind =
  | 'url'
  | 'selector'
  | 'script'
  | 'typed'
  | 'check'
  | 'compared'
  | 'header'
  | 'cookie'
  | 'body'
  | 'file'
  | 'number'
  | 'prose';

export type Path = readonly (string | number)[];

const SLOTS: readonly (readonly [RegExp, SlotKind])[] = [
  [/^(start_url|auth\.login_url)$/, 'url'],
  [/^auth\.((username|password|submit)_selector|success\.element_visible|fields\.\d+\.selector|close(\.\d+)?)$/, 'selector'],
  [/^auth\.fields\.\d+\.text$/, 'typed'],
  [/^auth\.(success\.url_contains|dialog(\.\d+)?\.(expect_text|answer))$/, 'check'],
  [/^capture\.static_headers\./, 'header'],
  [/^capture\.page\.\d+\.selector(\.(primary|fallbacks\.\d+))?$/, 'selector'],
  [/^summary$/, 'prose'],
];

/** Within a step of any action. */
const STEP_SLOTS: readonly (readonly [RegExp, SlotKind])[] = [
  [
    /^(capture\.page\.\d+\.)?selector(\.(primary|fallbacks\.\d+))?$|^verify\.(expect_element_(visible|gone)(\.\d+)?|expect_(value|count)(\.\d+)?\.selector)$/,
    'selector',
  ],
  [
    /^verify\.expect_(url_contains|text_(on_page|gone)|output_contains|download|dialog)(\.\d+)?$|^verify\.expect_(value|value(\.\d+)?\.value|response(\.\d+)?\.url_contains)$|^dialog(\.\d+)?\.expect_text$/,
    'check',
  ],
  [/^when\.element_(visible|gone)$/, 'selector'],
  [/^when\.(text_on_page|url_contains)$/, 'check'],
  [/^when\.(value|equals|one_of\.\d+)$/, 'compared'],
  // No secret: the guard that keeps credentials at their origins does not see who asks in a prompt.
  [/^dialog(\.\d+)?\.answer$/, 'check'],
  [/^(description|failure_message|(capture\.page\.\d+\.)?selector\.description)$/, 'prose'],
];

/** How a step names a tab. */
const TAB_SLOTS: readonly (readonly [RegExp, SlotKind])[] = [
  [/^params\.(title|url_contains)$/, 'check'],
  [/^params\.index$/, 'number'],
];

/** Within a step of one action. */
const ACTION_SLOTS: Readonly<Record<string, readonly (readonly [RegExp, SlotKind])[]>> = {
  goto: [[/^params\.url$/, 'url']],
  drag: [
    [/^params\.to$/, 'selector'],
    [/^params\.by\.[xy]$/, 'number'],
  ],
  key_press: [[/^params\.text$/, 'typed']],
  scroll: [
    [/^params\.amount$/, 'number'],
    [/^params\.(until|in)$/, 'selector'],
  ],
  screenshot: [[/^params\.name$/, 'file']],
  wait_for: [[/^params\.(text|url_contains)$/, 'check']],
  select: [
    [/^params\.(option|value|label)(\.\d+)?$/, 'typed'],
    [/^params\.index$/, 'number'],
  ],
  switch_tab: TAB_SLOTS,
  close_tab: TAB_SLOTS,
  evaluate: [[/^params\.script$/, 'script']],
  upload: [[/^params\.files\.\d+$/, 'file']],
  download: [[/^params\.file_count$/, 'number']],
  extract: [
    [/^params\.from$/, 'file'],
    [/^params\.sheet$/, 'check'],
  ],
  api_request: [
    [/^request\.url$/, 'url'],
    [/^request\.headers\./, 'header'],
    [/^request\.cookies\./, 'cookie'],
    [/^request\.(query|form|basic_auth)\.|^request\.json(\.|$)/, 'body'],
  ],
};

/** The kind of place, or undefined where placeholders have no effect. `action`: of the step that contains the path. */
export function slotKind(path: Path, action: string | undefined): SlotKind | undefined {
  if (path[0] !== 'steps') return find(SLOTS, pathText(path));
  const text = pathText(path.slice(2));
  const ofAction = action !== undefined && Object.hasOwn(ACTION_SLOTS, action) ? ACTION_SLOTS[action] : undefined;
  return find(STEP_SLOTS, text) ?? find(ofAction ?? [], text);
}

function find(slots: readonly (readonly [RegExp, SlotKind])[], text: string): SlotKind | undefined {
  return slots.find(([pattern]) => pattern.test(text))?.[1];
}
