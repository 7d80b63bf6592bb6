import type { GoalType } from '../contract/index.ts';
import { MAX_DIRECTIVE_CHARS } from '../contract/index.ts';
import { GOAL_WORDS, type GoalWords } from './goal-words.ts';
import { foldText } from './redaction/fold-text.ts';

export interface GoalVerdict {
  readonly goalType: GoalType;
  /** The reason, for people. */
  readonly reason: string;
}

/** Asks a model what a directive needs; undefined for no clear answer. */
export type AskGoal = (directive: string) => Promise<GoalType | undefined>;

const WIDEST_FIRST = ['fill_form', 'interact', 'navigate'] as const;

/**
 * What a directive needs, by rules: the widest verb in it that is not negated ("do not delete"). Without a match it is
 * `read`, so a directive that the rules do not understand never widens the scope.
 */
export function classifyGoal(directive: string): GoalVerdict {
  const text = ` ${foldText(unquoted(directive.slice(0, MAX_DIRECTIVE_CHARS))).text} `;
  const languages = languagesOf(text);
  for (const goalType of WIDEST_FIRST) {
    for (const words of languages) {
      const verb = wantedVerb(text, words, goalType);
      if (verb !== undefined) return { goalType, reason: `the directive says "${verb}"` };
    }
  }
  return { goalType: 'read', reason: 'the directive asks for no change' };
}

/**
 * What a directive needs, by a model. Without a model, or without a valid answer, the rules decide. Never
 * rejects.
 */
export async function judgeGoal(directive: string, ask?: AskGoal): Promise<GoalVerdict> {
  const answer = ask === undefined ? undefined : await answerOf(ask, directive);
  return answer === undefined ? classifyGoal(directive) : { goalType: answer, reason: 'a model judged the directive' };
}

async function answerOf(ask: AskGoal, directive: string): Promise<GoalType | undefined> {
  try {
    const answer: unknown = await ask(directive);
    return answer === 'read' || answer === 'navigate' || answer === 'interact' || answer === 'fill_form' ? answer : undefined;
  } catch {
    // The rules decide instead, and they default to the narrowest goal.
    return undefined;
  }
}

/** The possible languages of a text: by script; in Latin script, those of whose common words it has the most. */
function languagesOf(text: string): GoalWords[] {
  const words = new Set(text.match(/[a-z]+/g) ?? []);
  const counted = GOAL_WORDS.filter(({ common }) => common !== undefined).map((language) => ({
    language,
    count: (language.common ?? '').split(' ').filter((word) => words.has(word)).length,
  }));
  const most = Math.max(...counted.map(({ count }) => count));
  return [
    ...counted.filter(({ count }) => count === most).map(({ language }) => language),
    ...GOAL_WORDS.filter(({ script }) => script?.test(text) === true),
  ];
}

/** Removes quoted text: it says what to find or type, not what to do. */
function unquoted(directive: string): string {
  return directive.replace(
    /"[^"\n]{0,300}"|“[^”\n]{0,300}”|„[^“”\n]{0,300}[“”]|«[^»\n]{0,300}»|「[^」\n]{0,300}」|(?<!\p{L})'[^'\n]{0,300}'(?!\p{L})/gu,
    ' "" ',
  );
}

function wantedVerb(text: string, words: GoalWords, goalType: Exclude<GoalType, 'read'>): string | undefined {
  for (const match of text.matchAll(patternOf(words, goalType))) {
    const verb = match.groups?.verb ?? '';
    const at = match.index + match[0].indexOf(verb);
    if (!isNegated(text.slice(0, at), text.slice(at + verb.length), words)) return verb.trim();
  }
  return undefined;
}

function isNegated(before: string, after: string, words: GoalWords): boolean {
  const clause = before.slice(Math.max(before.search(/[.;!?\n][^.;!?\n]*$/), 0)).slice(-60);
  const isNegatedBefore =
    words.not !== '' &&
    (words.compact === true
      ? new RegExp(`(?:${words.not})[^,，。]{0,4}$`)
      : new RegExp(`(?<!\\p{L})(?:${listed(words.not)})(?:\\s+[^\\s,;:]+){0,3}\\s*$`, 'u')
    ).test(clause);
  const isNegatedAfter = words.notAfter !== undefined && new RegExp(`^\\s*(?:${words.notAfter})`, 'u').test(after);
  // German and other languages negate after the verb: "lösche nichts", "lösche die Bestellung nicht".
  return isNegatedBefore || isNegatedAfter || /^(?:\s+[^\s,;.]+){0,3}?\s+(?:nicht|niet|nichts|pas|rien)(?!\p{L})/u.test(after);
}

const patterns = new Map<string, RegExp>();

function patternOf(words: GoalWords, goalType: Exclude<GoalType, 'read'>): RegExp {
  const key = `${words.language} ${goalType}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const list = listed(words.words[goalType]);
  const pattern = new RegExp(verbSource(list, words), 'gu');
  patterns.set(key, pattern);
  return pattern;
}

function verbSource(list: string, words: GoalWords): string {
  if (words.compact === true) return `(?<verb>${list})`;
  if (words.verbFirst === true) return `${CLAUSE_START}(?<verb>${list})(?![\\p{L}'])`;
  return `(?<![\\p{L}\\p{M}])(?<verb>${list})(?![\\p{L}\\p{M}])`;
}

/** Where an English clause may begin with its verb. */
const CLAUSE_START =
  "(?:^\\s*|[.;:,!?\\n(–-]\\s*|\\d[.)]\\s+|(?<!\\p{L})(?:and|then|please|to|you|i|we|also|first|finally|now|afterwards|next|or|but|just|kindly|let's|lets|should|must|can|could|would|will|not|never|without|don't|dont|quickly|immediately|simply)\\s+)";

function listed(list: string): string {
  return list
    .split('|')
    .map((word) => {
      const folded = foldText(word).text.trim();
      const open = folded.endsWith('*');
      return `${folded
        .replace(/\s*\*$/, '')
        .replaceAll(' * ', '\\s+(?:[^\\s.;]+\\s+){0,6}?')
        .replaceAll('* ', '\\p{L}*\\s+')
        .replaceAll(' ', '\\s+')}${open ? '[\\p{L}\\p{M}]*' : ''}`;
    })
    .join('|');
}
