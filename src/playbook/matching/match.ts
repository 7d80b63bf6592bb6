import { MAX_DIRECTIVE_CHARS } from '../../contract/index.ts';
import type { Playbook } from '../schema/playbook-schema.ts';

/** A tag that was found in the directive. */
export interface MatchCandidate {
  readonly id: string;
  readonly name: string;
  readonly tag: string;
  /** Characters of the tag, with whitespace collapsed. */
  readonly length: number;
}

/** `candidates`: every playbook with its longest found tag, longest first. `reason`: one sentence for people. */
export type PlaybookMatch<T> =
  | {
      readonly kind: 'match';
      readonly playbook: T;
      readonly tag: string;
      readonly candidates: readonly MatchCandidate[];
      readonly reason: string;
    }
  | { readonly kind: 'tie' | 'none'; readonly candidates: readonly MatchCandidate[]; readonly reason: string };

/** Scripts written without spaces between words, where a tag may begin and end anywhere. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = /[\p{L}\p{N}\p{M}_]/u;

/**
 * Finds the playbook for a directive: the one with the longest tag that occurs in it as whole words; case and
 * whitespace do not matter. Two different playbooks with tags of that length are a tie, and a tie is not a match.
 */
export function matchPlaybook<T extends Pick<Playbook, 'id' | 'name' | 'tags'>>(
  directive: string,
  playbooks: readonly T[],
): PlaybookMatch<T> {
  const text = folded(directive.slice(0, MAX_DIRECTIVE_CHARS));
  const found: { playbook: T; candidate: MatchCandidate }[] = [];
  for (const playbook of playbooks) {
    const tags = playbook.tags.map((tag) => ({ tag, fold: folded(tag) })).filter(({ fold }) => fold !== '' && containsWords(text, fold));
    const longest = tags.sort((left, right) => size(right.fold) - size(left.fold))[0];
    if (longest === undefined) continue;
    found.push({ playbook, candidate: { id: playbook.id, name: playbook.name, tag: longest.tag, length: size(longest.fold) } });
  }
  found.sort((left, right) => right.candidate.length - left.candidate.length || (left.candidate.id < right.candidate.id ? -1 : 1));
  const candidates = found.map(({ candidate }) => candidate);
  const [best, second] = found;
  if (best === undefined) return { kind: 'none', candidates, reason: noneReason(playbooks.length) };
  const tied = found.filter(({ candidate }) => candidate.length === best.candidate.length);
  if (second !== undefined && tied.length > 1) {
    const names = tied.map(({ candidate }) => `${candidate.id} ("${candidate.tag}")`).join(' and ');
    return {
      kind: 'tie',
      candidates,
      reason: `The tags of ${names} are equally long, so none wins: choose one with --playbook, or make a tag longer.`,
    };
  }
  const runnerUp = second === undefined ? '' : `; the next longest is "${second.candidate.tag}" of ${second.candidate.id}`;
  return {
    kind: 'match',
    playbook: best.playbook,
    tag: best.candidate.tag,
    candidates,
    reason: `"${best.candidate.tag}" of ${best.candidate.id} is the longest tag in the directive${runnerUp}.`,
  };
}

function noneReason(count: number): string {
  if (count === 0) return 'There are no playbooks.';
  return `No tag of the ${count === 1 ? 'only playbook' : `${count} playbooks`} occurs in the directive: choose one with --playbook, or add a tag.`;
}

function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function size(text: string): number {
  return [...text].length;
}

function containsWords(text: string, tag: string): boolean {
  for (let at = text.indexOf(tag); at !== -1; at = text.indexOf(tag, at + 1)) {
    if (isEdge(before(text, at), after(tag, 0)) && isEdge(after(text, at + tag.length), before(tag, tag.length))) return true;
  }
  return false;
}

/** Whether a word may end between these two characters. */
function isEdge(outside: string, inside: string): boolean {
  return !WORD.test(outside) || !WORD.test(inside) || UNSPACED.test(inside) || (UNSPACED.test(outside) && !/\p{M}/u.test(outside));
}

/** The character (code point) that ends right before `at`. */
function before(text: string, at: number): string {
  const isPair = /[\udc00-\udfff]/.test(text.charAt(at - 1));
  return text.slice(Math.max(0, at - (isPair ? 2 : 1)), at);
}

/** The character (code point) that begins at `at`. */
function after(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}
