/** The roles of elements in an observation, and of other notations of them. */
const ROLE =
  '(?:button|link|textbox|text field|searchbox|combobox|listbox|select|checkbox|radio|switch|tab|menuitem|option|slider|spinbutton|disclosure|dialog|alertdialog|clickable|file|password|editor|heading|input|anchor|treeitem|textarea|a)';
/** A ref of an observation. */
const REF = '(?:f\\d{1,3})?e\\d{1,5}';
const KEY = '(?:ref|role|type|tag|kind|name|label|text|selector|target|element|id|node|state)';
/** What may be between the parts of an entry: punctuation, quotes, and keys. */
const JOINT = `(?:[\\s"'\`“”=:|,;.()\\[\\]{}<>/·→-]|\\b${KEY}\\b){1,30}?`;
const QUOTED = '["\'“‘«「][^"\'”’»」\\n]{1,200}["\'”’»」]';
const REST_OF_LINE = '[^\\n]{0,300}';

/**
 * Entries of an element list, in any notation: a ref, a role and mostly a name, in any order; numbers before tags; and
 * the heads and notes of an observation.
 */
export const ELEMENT_LISTS: readonly RegExp[] = [
  // [e12 button "Save"], e12: button 'Save', ref=e12 | role=button, {"ref":"e12","role":"button"}
  new RegExp(
    `(?<![\\w#.\`'-])(?:[\\[({<【]\\s?)?(?:${KEY}\\s?)?${REF}\\b(?!\`)${JOINT}${ROLE}\\b(?=[\\s"'“”=:|,)\\]}>])(?!s?\\s(?:and|or|is|was|to|of|in|on|the)\\b)${REST_OF_LINE}(?:\\n\\s*${KEY}\\s?[:=]${REST_OF_LINE}){0,4}`,
    'g',
  ),
  // - button "Save" [ref=e12], button "Save" (e12)
  new RegExp(
    `\\b${ROLE}\\s{1,3}${QUOTED}[\\s,;()\\[\\]{}<>|-]{1,6}(?:(?:ref|id|selector|target)[\\s=:"']{1,4})?${REF}\\b${REST_OF_LINE}`,
    'g',
  ),
  // role: button, name: "Save", ref: e12
  new RegExp(
    `\\brole["']?\\s?[:=]\\s?["']?${ROLE}\\b[^\\n]{0,120}?\\b(?:ref|selector|target|id)["']?\\s?[:=]\\s?["']?${REF}\\b${REST_OF_LINE}`,
    'g',
  ),
  // [12]<button>Save</button>
  new RegExp(`\\[\\d{1,5}\\]\\s?<\\s?(?:${ROLE}|img|div|span|li)\\b${REST_OF_LINE}`, 'g'),
  // click e12
  new RegExp(
    `\\b(?:click|press|goto|get_dom|hover|drag|select|check|fill|type|tap|activate|use|selector|ref)\\s?[:=(]?\\s?["']?${REF}\\b(?!\`)[^\\n.]{0,200}`,
    'g',
  ),
  // url: https://… title: "…"
  /\b(?:url|address|location)\s?:\s?["']?https?:\/\/\S{1,300}\s{1,4}(?:page )?title\s?:[^\n]{0,300}(?:\n(?!\s*\n)[^\n]{0,300}){0,8}/g,
  /\b(?:the page|page|screen|tab|view) (?:now|is now|looks like this now|after (?:the|your) \w+)\s?:\s{0,3}(?:\n\s*)?(?:url\s?:|\[|title\s?:|#)[^\n]{0,300}(?:\n(?!\s*\n)[^\n]{0,300}){0,8}/g,
  // [changed] + …, [page] # …, [page behind it]
  /[[(【]\s?(?:changed|page|page behind it|changes|new page|current page)\s?[\])】]\s{1,3}(?:[#+~[(-]\s?\S|(?:nav|dialog|region|group|url)\b)[^\n]{0,300}(?:\n(?!\s*\n)[^\n]{0,300}){0,8}/g,
  // [dialog "…" modal]
  /[[(【]\s?(?:dialog|alertdialog|overlay|frame|table|group|region)\s{1,2}(?:f\d{1,3}\s|e\d{1,5}\s)?["“][^"”\n]{0,200}["”][^\])】\n]{0,60}[\])】][^\n]{0,200}/g,
  // [… 45 more rows: get_dom e7 offset 5]
  /[[(【]\s?(?:…|\.{3})?\s?\d{1,6} more (?:rows|lines|entries|options|items|elements)\b[^\n]{0,200}/g,
];

export const ELEMENT_TRIGGER =
  /\be\d|f\d+e\d|\[\d|\btitle\s?:|\b(?:page|screen|tab|view) (?:now|is|looks|after)|[[(【]\s?(?:chang|page|new page|current|dialog|alert|overlay|frame|table|group|region|…|\.{3}|\d)/;
