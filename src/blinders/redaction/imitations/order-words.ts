/**
 * Verbs of what one does in an application, in the base form. Not the verbs of what one asks a language model for
 * (write, translate, explain): examples of prompts in manuals have those.
 */
const OPERATING =
  'accept activate add adjust agree allow amend append apply approve archive arm assign attach authori[sz]e ban block book boot browse bump buy call cancel change charge check choose clear click close commit complete configure confirm connect convert copy credit cut deactivate decline deduct delegate delete deliver demote deny deploy destroy disable disarm discard disconnect dismiss dispatch download downgrade drag drop duplicate edit eject email e-mail empty enable enter erase execute expire export file fill finali[sz]e fire flag flush forget format forward freeze get give go grant hand hide ignore disregard import increase insert install invite invoke issue join kill launch leave lift load lock log login lower mail mark merge message migrate modify move mute navigate notify obey offer open opt order override overwrite park paste pause pay perform pick pin place play post press process promote publish purchase purge push put raise re-?book reactivate reboot recall redirect redeem refund register reject release reload remove rename renew reopen reorder replace reschedule reset resend restart restore retract return reveal revert revoke roll rotate run save schedule scrap scratch select sell send set share ship shred shut sign silence skip stop submit subscribe suspend swap switch tap terminate tick toggle transfer transmit trash trigger trust turn type unassign unblock uncheck undo uninstall unlock unmute unpublish unshare unsubscribe untick update upgrade upload use validate visit void waive whitelist wipe wire withdraw';

const NOT_A_NAME = "(?!-|['’]s\\b|\\s*[:=(/]|\\s+(?:is|was|are|were|button|buttons|menu|key|tab|of)\\b)";

/** What an operator of an application does: one of these verbs, in the base form. */
export const OPERATE = `(?:${OPERATING.replaceAll(' ', '|')})\\b${NOT_A_NAME}`;

const VERBS = new Set(
  OPERATING.split(' ').flatMap((verb) =>
    verb.includes('[sz]') ? [verb.replace('[sz]', 's'), verb.replace('[sz]', 'z')] : [verb.replace('-?', '')],
  ),
);
const GERUNDS = new Set([...VERBS].flatMap(gerunds));

/** `delete` as `deleting`, `stop` as `stopping`. */
function gerunds(verb: string): string[] {
  const stem = verb.endsWith('ee') ? verb : verb.replace(/e$/, '');
  return [`${stem}ing`, ...(/[^aeiou][aeiou][bgnptr]$/.test(verb) ? [`${verb}${verb.at(-1)}ing`] : [])];
}

const SURE = 'ok(?:ay)?|sure|yes|right|good|great|done|understood|fine|well|certainly|of course|alright';
const POLITE =
  'please|kindly|now|next|then|so|also|first(?:ly)?|second(?:ly)?|finally|and|but|just|simply|instead|here|immediately|directly|at once|quickly|again|already|still|only|today|afterwards|after that|before that|lastly';
const MUST =
  "you(?:'ll| will| must| should| shall| have to| need to| are to| can| may| could| might| ought to| are (?:asked|told|required|expected|requested|obliged|allowed|permitted|free|invited) to)?|(?:i|we)(?:'ll|'m| will| must| should| shall| have to| need to| am going to| are going to| am| are| want(?: you)? to| would like(?: you)? to|'d like(?: you)? to| ask(?: you)? to)?|let(?:'s| us| me)|make sure (?:to|you|that you)|be sure to|remember to|do not forget to|don't forget to|go (?:on|ahead)(?: and| with| to)?|it is time to|time to";
const ONWARDS = '(?:continue|proceed|resume|carry on|start|begin|move on|finish|end|follow up|go on)(?: (?:by|with|to|and))?';
const THE_TASK =
  '(?:the|your|a|this|my|our) (?:\\w{1,20} )?(?:task|job|goal|aim|step|order|instruction|request|action|command|wish)s?(?: (?:is|was|are|will be))?(?: now)?(?: to)?';

/** What may lead to the verb of an order. */
const LEAD = new RegExp(`(?:(${ONWARDS}|${SURE}|(?:i|we)(?:'m| am|'re| are))|${POLITE}|${MUST}|${THE_TASK})[\\s,:;.!-]{1,3}`, 'y');
const MAX_LEADS = 6;
const WORD = /([a-z]+(?:-[a-z]+)?)/y;
const MADE = /make (?:me|us|him|her|them|it|this|that|the|a|an|all|sure)\b/y;

/** Whether a folded sentence starts like an order to operate an application, or like the promise to follow one. */
export function startsWithOrder(sentence: string): boolean {
  let at = /^[^\p{L}\p{N}]{0,12}/u.exec(sentence)?.[0].length ?? 0;
  let mayBeGerund = false;
  for (let leads = 0; leads <= MAX_LEADS; leads += 1) {
    const word = matchAt(WORD, sentence, at);
    if (word?.[1] === undefined) return false;
    const isVerb = VERBS.has(word[1]) || (mayBeGerund && GERUNDS.has(word[1]));
    if (isVerb && matchAt(AFTER_VERB, sentence, at + word[1].length) !== null) return true;
    if (matchAt(MADE, sentence, at) !== null) return true;
    const lead = matchAt(LEAD, sentence, at);
    if (lead === null) return false;
    mayBeGerund = lead[1] !== undefined || (mayBeGerund && /^(?:now|just|also|then)\b/.test(lead[0]));
    at += lead[0].length;
  }
  return false;
}

const AFTER_VERB = new RegExp(`(?![a-z])${NOT_A_NAME}`, 'y');

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Whether a part of a folded sentence does. */
export function hasOrder(sentence: string): boolean {
  return startsWithOrder(sentence) || sentence.split(/[,;:]\s|\s-\s|\b(?:and|so|then|but)\s/).some(startsWithOrder);
}
