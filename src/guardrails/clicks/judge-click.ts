import { riskyLinkPhrases } from './click-phrases.ts';
import { foldLabel, labelWords } from './fold-label.ts';
import { type HrefVerdict, isFragment, judgeHref, nounsOf } from './judge-href.ts';
import { judgeLabel, type LabelVerdict } from './judge-label.ts';
import { type ControlSends, judgeSends } from './judge-sends.ts';
import { judgeTitle } from './judge-title.ts';

export type ClickVerdict = 'safe' | 'destructive' | 'unknown';

/** The element that is about to be clicked. All of it is page text, which may lie. */
export interface ClickTarget {
  /** What a person reads on it or beside it. */
  name?: string;
  /** What assistive technology reads, if that differs. */
  accessibleName?: string;
  /** All its text. If these differ, the worst of them counts. */
  text?: string;
  /** As in an observation: an ARIA role, or the kind of a field. */
  role?: string;
  /** The role in its markup, if that differs: the element is harmless only if it is as both. */
  claimedRole?: string;
  /** A link's href attribute or resolved address. */
  href?: string;
  /** What the markup says that using it sends. */
  sends?: ControlSends | undefined;
  /** It opens a menu, a list or a dialog, or shows and hides something. */
  opens?: boolean | undefined;
  /** It is in the head of a table. */
  inHead?: boolean | undefined;
  /** Whether it is part of a form. */
  inForm?: boolean;
  /** Whether it is inside an open dialog, which a bare "Cancel" only closes. Elsewhere a bare "Cancel" is unknown: it may cancel an order. */
  inDialog?: boolean;
}

/** A click on one of these sets the focus, opens a list or shows another panel, whatever its label. */
const FOCUS_ROLES: ReadonlySet<string> = new Set([
  'textbox',
  'searchbox',
  'combobox',
  'spinbutton',
  'tab',
  'columnheader',
  'heading',
  'img',
  'group',
  'separator',
  'scrollbar',
  'select',
  'number',
  'password',
  'file',
  'color',
  'date',
  'datetime',
  'month',
  'time',
  'week',
  'email',
  'tel',
  'url',
]);

/** A click on one of these only selects; another click acts. */
const CHOICE_ROLES: ReadonlySet<string> = new Set([
  'checkbox',
  'radio',
  'option',
  'menuitemcheckbox',
  'menuitemradio',
  'treeitem',
  'row',
  'cell',
  'gridcell',
  'listitem',
  'slider',
]);

/** Rows and what is in them: their text is the text of a record. */
const RECORD_ROLES: ReadonlySet<string> = new Set(['row', 'cell', 'gridcell', 'listitem', 'treeitem']);

/** Labels that change the list of a page. In a form without an address, a script may send what was typed. */
const FILTERS = /^(?:apply|clear|options|reset)$/;

/** In a form that only asks (GET), these words ask too. */
const ASKS = /^(?:submit|send|apply|ok|yes|clear|reset|confirm)$/;

/**
 * Judges by patterns alone: what the markup says that the control sends, its address, its own words and its role. `safe` needs no further
 * check, `destructive` needs a declaration or a person's consent, `unknown` is for a model to judge, and is blocked without one. Knows the
 * languages of click-words.ts; other languages are unknown, never safe. Never throws.
 */
export function judgeClick(target: ClickTarget): ClickVerdict {
  const verdict = judgeWords(target);
  const { sends } = target;
  if (sends === undefined) return verdict;
  const sent = judgeSends(sends);
  if (sent === 'destructive' || verdict === 'destructive') return 'destructive';
  if (sent === 'unknown') return sends.isLogin === true && verdict === 'safe' ? 'safe' : 'unknown';
  if (sent === 'asks' && verdict === 'unknown') return asksOnly(target) ? 'safe' : 'unknown';
  return sent === 'resets' || sent === 'shows' ? 'safe' : verdict;
}

/** A button of a form that only asks is harmless unless its words say more. */
function asksOnly({ name = '', text = '' }: ClickTarget): boolean {
  return [name, text].every((label) => {
    const words = labelWords(foldLabel(label));
    return !riskyLinkPhrases.within(words) || (words.length === 1 && ASKS.test(words[0]!));
  });
}

function judgeWords(target: ClickTarget): ClickVerdict {
  const roles = rolesOf(target);
  const href = judgeHref(target.href ?? '');
  if (areAll(roles, FOCUS_ROLES) && href === 'none') return 'safe';
  if (href === 'act') return 'destructive';
  const leads = href === 'look' || (href === 'none' && isFragment(target.href ?? ''));
  const isLink = leads && roles.every((role) => role === 'link') && !sendsByScript(target);
  const texts = new Set([target.name ?? '', target.accessibleName ?? '', target.text ?? '']);
  const isTitle = isLink || (areAll(roles, RECORD_ROLES) && href === 'none');
  const nouns = isLink ? nounsOf(target.href ?? '') : new Set<string>();
  const labels = [...texts].map((text) => (isTitle ? (judgeTitle(text, nouns) ?? judgeLabel(text, isLink)) : judgeLabel(text, isLink)));
  const verdict = verdictOf(labels, roles, href, isLink, target.inDialog === true);
  return isHarmlessKind(target, href) && verdict === 'unknown' ? 'safe' : verdict;
}

/** A link whose script or framework sends something is judged like a button. */
function sendsByScript({ sends }: ClickTarget): boolean {
  return sends !== undefined && !['GET', 'NONE', 'SCRIPT'].includes(sends.method);
}

/** What opens a menu or a dialog, sorts, or sets filters. */
function isHarmlessKind({ opens, inHead, inForm, name = '', href = '' }: ClickTarget, verdict: HrefVerdict): boolean {
  if (verdict !== 'none' && verdict !== 'look') return false;
  return opens === true || inHead === true || (FILTERS.test(foldLabel(name)) && (inForm !== true || href !== ''));
}

/** What an element is and what it claims to be. An editable box is judged by its claim, since any box can be made editable. */
function rolesOf({ role, claimedRole }: ClickTarget): string[] {
  const roles = [role, claimedRole].map((one) => one?.trim().toLowerCase() ?? '').filter((one) => one !== '');
  return roles.length > 1 ? roles.filter((one) => one !== 'editor') : roles;
}

function areAll(roles: readonly string[], kinds: ReadonlySet<string>): boolean {
  return roles.length > 0 && roles.every((role) => kinds.has(role));
}

function verdictOf(
  labels: readonly LabelVerdict[],
  roles: readonly string[],
  href: HrefVerdict,
  isLink: boolean,
  inDialog: boolean,
): ClickVerdict {
  const isChoice = areAll(roles, CHOICE_ROLES);
  if (labels.includes('destructive')) return isChoice ? 'unknown' : 'destructive';
  if (href === 'risky' || labels.includes('unknown')) return isChoice && href === 'none' && !roles.includes('slider') ? 'safe' : 'unknown';
  if (labels.includes('cancel')) return inDialog || isLink ? 'safe' : 'unknown';
  if (labels.includes('safe')) return 'safe';
  return isLink || isChoice ? 'safe' : 'unknown';
}
