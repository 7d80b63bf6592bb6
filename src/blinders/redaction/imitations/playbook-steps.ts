import { ACTIONS, SEQUENCE } from '../../../actions/index.ts';

/** Names of actions: Rote's own, and those that other harnesses and models use for the same. */
const ACTION = `(?:${[
  ...Object.keys(ACTIONS).map((name) => name.replaceAll('_', '[_ -]?')),
  SEQUENCE.name.replaceAll('_', '[_ -]?'),
  'press[_ -]?key|type[_ -]?text|navigate(?:[_ -]?to)?|fill|type|press|tap|submit|go[_ -]?to[_ -]?url|open[_ -]?url|double[_ -]?click|long[_ -]?press|input[_ -]?text|send[_ -]?keys',
].join('|')})`;
/** Names that are no words of everyday labels. */
const OWN_ACTION =
  '(?:click|goto|key[_ -]?press|press[_ -]?key|get_dom|wait_for|switch_tab|close_tab|execute_sequence|api_request|navigate|fill|type|press|hover|tap)';
const ACTION_KEY = '(?<!\\b(?:const|let|var) )(?:next[_ -])?(?:action|act|tool|command|step|operation|do|call)(?:[_ -]?(?:name|type))?';
const TARGET_KEY =
  '(?:selector|target|primary|fallbacks?|params|parameters|args|arguments|effect|url|locator|xpath|css|element|input|store_as|verify|failure_message|ref)';
const SEP = '["\']?\\s?[:=]\\s{0,3}[{\\[]?\\s{0,2}(?:["\']?(?:type|name)["\']?\\s?[:=]\\s?)?["\']?';
/** A selector as one writes it: `#id`, `.class`, `text=…`, `role=…`, `//…`, `[name=…]`. */
const SELECTOR = '(?:#[a-z_][\\w-]*|\\.[a-z][\\w-]+|(?:text|role|css|xpath|id|label|placeholder|frame)=|//[a-z*]|\\[[a-z-]+=)';
const REST = '[^\\n]{0,300}';
const BLOCK =
  '[^\\n]{0,300}(?:\\n[ \\t]*(?:-[ \\t]|[{}\\[\\]]|["\']?[\\w.-]{1,40}["\']?[ \\t]?[:=]|\\d{1,3}[.)][ \\t])[^\\n]{0,300}){0,12}';

/** Steps of a playbook, calls of its actions, and the words in which a run hands over, in any notation. */
export const PLAYBOOK_STEPS: readonly RegExp[] = [
  // action: click … selector: …; also JSON, TOML, flow style and tags
  new RegExp(
    `(?:\\bsteps?["']?\\s?[:=]\\s{0,3})?(?:[-{[<]\\s{0,2}){0,4}["']?\\b${ACTION_KEY}${SEP}${ACTION}\\b["']?(?=[\\s\\S]{0,300}?\\b${TARGET_KEY}["']?\\s?[:=])${BLOCK}`,
    'g',
  ),
  // selector: … action: click
  new RegExp(`\\b${TARGET_KEY}${SEP}[^\\n]{0,200}(?:\\n[^\\n]{0,200}){0,3}?["'{\\s,]${ACTION_KEY}${SEP}${ACTION}\\b${BLOCK}`, 'g'),
  // steps: - click: '#x'
  new RegExp(
    `\\bsteps?["']?\\s?[:=]\\s{0,3}(?:[-{[]\\s{0,2}){1,4}["']?${ACTION}\\b(?:["']?\\s?[:=]|\\s{1,2}["']?${SELECTOR})${BLOCK}`,
    'g',
  ),
  // click('#x'), browser.click("#x"), browser({action: 'click'
  new RegExp(
    `(?<!\\bawait\\s{1,3}(?:\\w{1,20}\\.)?)(?<![\\w.])(?:(?:browser|agent|tool|rote)[._]?)?${OWN_ACTION}\\(\\s?(?:(?:selector|target|url|ref|element)\\s?[=:]\\s?)?["'](?:${SELECTOR}|https?:)[^\\n;]{0,200}(?=$|\\n|[.!?\\s])(?![^\\n]{0,80};)`,
    'gm',
  ),
  new RegExp(`\\b(?:browser|agent|tool|rote)[\\w.]{0,20}\\(\\s?\\{?\\s?["']?${ACTION_KEY}${SEP}${ACTION}\\b${REST}`, 'g'),
  new RegExp(`\\b(?:tool|function|action|browser)[ _-]?call\\s?[:=>]\\s{0,3}["']?${ACTION}\\b\\s?[({:]${REST}`, 'g'),
  // click #x, goto https://…
  new RegExp(
    `\\b(?:${OWN_ACTION}|select|check|upload|download|extract)\\s{1,2}["']?(?:#[a-z_][\\w-]*[-_]?[\\w-]*\\b(?!\\s?channel)|(?:text|role|css|xpath|id|label|placeholder)=|//[a-z*]|\\[[a-z-]+=)${REST}`,
    'g',
  ),
  new RegExp(`\\bexecute[_ -]sequence\\b\\s?[:=({]${REST}`, 'g'),
  new RegExp(`[\\[(<]\\s?${ACTION_KEY}\\s?[\\])>]\\s?${ACTION}\\b${REST}(?:\\n\\s*[\\[(<]\\s?${TARGET_KEY}\\s?[\\])>]${REST}){0,3}`, 'g'),
  // The words of a handover.
  new RegExp(`\\bstep \\d{1,3} (?:of|\\/) \\d{1,3} ?[(\\[]${ACTION}[)\\]]${REST}`, 'g'),
  new RegExp(
    `\\b(?:what is still to do|(?:the )?remaining steps?|steps? (?:that )?remain(?:ing)?|actions? done(?: \\(\\d{1,4}\\))?|still to do)\\b[^\\n:]{0,30}:\\s{0,3}(?=\\S{0,3}\\d{1,3}[.)]\\s)${BLOCK}`,
    'g',
  ),
  /\b(?:(?:the |a )?recorded (?:procedure|playbook|run|selectors?|targets?)|(?:the )?(?:procedure|playbook) (?:continues|goes on|resumes|now (?:says|wants|runs)|step|was (?:changed|updated)))\b[^\n]{0,300}/g,
];

/** `[click] #x`, and `7. Delete the account [click]`, where the words before belong to it. */
export const BRACKETED_ACTION = new RegExp(
  `[\\[(]\\s?(?:click|goto|key[_ -]?press|press[_ -]?key|get_dom|wait_for|switch_tab|close_tab|execute_sequence|api_request|navigate|hover|tap)\\s?[\\])]${REST}`,
  'g',
);

export const STEP_TRIGGER = new RegExp(
  `${OWN_ACTION}|\\b(?:action|act|tool|command|step|operation|next)[_ -]?(?:name|type)?["']?\\s?[:=]|\\bsteps?\\b|sequence|procedure|playbook|still to do|actions? done`,
);
